package dev.pawl.api.activity;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.Paging;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.ActivityRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists the activities of the account by name. */
final class ListActivities implements Operation {
  private final Database database;
  private final ApiSettings settings;
  private final ActivityLookup lookup;
  private final PageTokens tokens;

  ListActivities(Database database, ApiSettings settings, ActivityLookup lookup,
      PageTokens tokens) {
    this.database = database;
    this.settings = settings;
    this.lookup = lookup;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "ListActivities";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Paging paging = Paging.of(request, tokens, name(), "");
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    paging.fill(
        answer, "activities",
        database.activities()
            .list(settings.account(), paging.size() + 1, paging.cursor().orElse("")),
        this::line, ActivityRow::name);
    return answer;
  }

  private Map<String, @Nullable Object> line(ActivityRow row) {
    return Map.of(
        "activityArn", lookup.arn(row.name()), "name", row.name(),
        "creationDate", EpochSeconds.of(row.createdAt()));
  }
}
