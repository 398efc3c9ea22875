package dev.pawl.api.activity;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.Arns;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.catalogue.Activities;
import dev.pawl.db.catalogue.ActivityRow;

/** Finds activities by the ARNs of requests. Those of other accounts and regions do not exist. */
final class ActivityLookup {
  private final Activities activities;
  private final ApiSettings settings;

  ActivityLookup(Activities activities, ApiSettings settings) {
    this.activities = activities;
    this.settings = settings;
  }

  /**
   * The activity of an ARN.
   *
   * @throws ApiException {@code InvalidArn} or {@code ActivityDoesNotExist}
   */
  ActivityRow require(String text) {
    Arn.Activity arn = Arns.activity(text);
    if (!isOurs(arn)) {
      throw ApiError.ACTIVITY_DOES_NOT_EXIST.about(text);
    }
    return activities.find(settings.account(), arn.name())
        .orElseThrow(() -> ApiError.ACTIVITY_DOES_NOT_EXIST.about(text));
  }

  /** Whether the ARN is of this account and region. */
  boolean isOurs(Arn.Activity arn) {
    return arn.account().equals(settings.account()) && arn.region().equals(settings.region());
  }

  /** The ARN of an activity. */
  String arn(String name) {
    return new Arn.Activity(settings.region(), settings.account(), name).text();
  }
}
