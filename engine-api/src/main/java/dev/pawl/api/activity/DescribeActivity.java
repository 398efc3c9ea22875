package dev.pawl.api.activity;

import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.Configurations;
import dev.pawl.db.catalogue.ActivityRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows an activity. */
final class DescribeActivity implements Operation {
  private final ActivityLookup lookup;

  DescribeActivity(ActivityLookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "DescribeActivity";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    ActivityRow row = lookup.require(request.text("activityArn"));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("activityArn", lookup.arn(row.name()));
    answer.put("name", row.name());
    answer.put("creationDate", EpochSeconds.of(row.createdAt()));
    answer.put("encryptionConfiguration", Configurations.encryptionOf(row.encryption()));
    return answer;
  }
}
