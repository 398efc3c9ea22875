package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.Paging;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists the state machines of the account by name. */
final class ListStateMachines implements Operation {
  private final Database database;
  private final ApiSettings settings;
  private final StateMachineLookup lookup;
  private final PageTokens tokens;

  ListStateMachines(Database database, ApiSettings settings, StateMachineLookup lookup,
      PageTokens tokens) {
    this.database = database;
    this.settings = settings;
    this.lookup = lookup;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "ListStateMachines";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Paging paging = Paging.of(request, tokens, name(), "");
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    paging.fill(
        answer, "stateMachines",
        database.stateMachines()
            .list(settings.account(), paging.size() + 1, paging.cursor().orElse("")),
        row -> StateMachineTree.line(row, lookup.arn(row.name())), StateMachineRow::name);
    return answer;
  }
}
