package dev.pawl.api.execution;

import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.Paging;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.protocol.StoredPayloads;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Histories.Order;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows the events of an execution, from the first on or from the last back. */
final class GetExecutionHistory implements Operation {
  private final Database database;
  private final ExecutionLookup lookup;
  private final PageTokens tokens;

  GetExecutionHistory(Database database, ExecutionLookup lookup, PageTokens tokens) {
    this.database = database;
    this.lookup = lookup;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "GetExecutionHistory";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    ExecutionKey key = lookup.require(request.text("executionArn")).row().key();
    Order order = request.flag("reverseOrder", false) ? Order.DESCENDING : Order.ASCENDING;
    boolean data = request.flag("includeExecutionData", true);
    Paging paging = Paging.of(request, tokens, name(), key.id() + " " + order + " " + data);
    HistoryPage page = new HistoryPage(order, paging.size(), data);
    page.read(
        database.histories(), new StoredPayloads(database.payloads()), key,
        paging.cursor()
            .map(Integer::parseInt)
            .orElse(order == Order.ASCENDING ? 1 : Integer.MAX_VALUE));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("events", page.events());
    page.next()
        .ifPresent(event -> answer.put("nextToken", paging.token(Long.toString(event))));
    return answer;
  }
}
