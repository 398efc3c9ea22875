package dev.pawl.api.activity;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.db.Database;
import java.util.List;

/** The operations of this package. */
public final class ActivityOperations {
  private ActivityOperations() {}

  public static List<Operation> of(Database database, ApiSettings settings, TaskTokens taskTokens,
      ActivityPollers pollers) {
    ActivityLookup lookup = new ActivityLookup(database.activities(), settings);
    PageTokens pageTokens = new PageTokens(settings.key(), settings.account(), database.clock());
    return List.of(
        new CreateActivity(database, settings, lookup),
        new DescribeActivity(lookup),
        new DeleteActivity(database, settings, lookup),
        new ListActivities(database, settings, lookup, pageTokens),
        new GetActivityTask(database, lookup, pollers, taskTokens));
  }
}
