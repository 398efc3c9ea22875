package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.Paging;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.VersionRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists the versions of a state machine, the latest first. */
final class ListStateMachineVersions implements Operation {
  private final Database database;
  private final StateMachineLookup lookup;
  private final PageTokens tokens;

  ListStateMachineVersions(Database database, StateMachineLookup lookup, PageTokens tokens) {
    this.database = database;
    this.lookup = lookup;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "ListStateMachineVersions";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    StateMachineRow row = lookup.require(request.text("stateMachineArn"));
    Paging paging = Paging.of(request, tokens, name(), row.id().toString());
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    paging.fill(
        answer, "stateMachineVersions",
        database.versions()
            .list(row.id(), paging.size() + 1,
                paging.cursor().map(Integer::valueOf).orElse(Integer.MAX_VALUE)),
        version -> line(row, version), version -> Integer.toString(version.number()));
    return answer;
  }

  private Map<String, @Nullable Object> line(StateMachineRow row, VersionRow version) {
    return Map.of(
        "stateMachineVersionArn", lookup.arn(row.name(), version.number()),
        "creationDate", EpochSeconds.of(version.createdAt()));
  }
}
