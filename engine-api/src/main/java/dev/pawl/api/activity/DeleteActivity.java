package dev.pawl.api.activity;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.Arns;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.Database;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deletes an activity, where there is one; its tasks wait on for their timeouts. */
final class DeleteActivity implements Operation {
  private final Database database;
  private final ApiSettings settings;
  private final ActivityLookup lookup;

  DeleteActivity(Database database, ApiSettings settings, ActivityLookup lookup) {
    this.database = database;
    this.settings = settings;
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "DeleteActivity";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Arn.Activity arn = Arns.activity(request.text("activityArn"));
    if (lookup.isOurs(arn)) {
      database.activities().delete(settings.account(), arn.name());
    }
    return Map.of();
  }
}
