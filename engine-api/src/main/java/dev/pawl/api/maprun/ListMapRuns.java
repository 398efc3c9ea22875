package dev.pawl.api.maprun;

import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.Paging;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Executions;
import dev.pawl.db.execution.MapRunRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists the Map runs of an execution, the latest start first. */
final class ListMapRuns implements Operation {
  private final Database database;
  private final MapRunLookup lookup;
  private final PageTokens tokens;
  private final Function<String, ExecutionKey> executions;
  private final AnnouncedMapRuns announced;

  /** @param executions finds an execution by its ARN, or answers that there is none */
  ListMapRuns(Database database, MapRunLookup lookup, PageTokens tokens,
      Function<String, ExecutionKey> executions) {
    this.database = database;
    this.lookup = lookup;
    this.tokens = tokens;
    this.executions = executions;
    this.announced = new AnnouncedMapRuns(database);
  }

  @Override
  public String name() {
    return "ListMapRuns";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    ExecutionKey execution = executions.apply(request.text("executionArn"));
    Paging paging = Paging.of(request, tokens, name(), execution.id().toString());
    if (paging.cursor().isEmpty()) {
      announced.forEach(execution, lookup::find);
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    paging.fill(
        answer, "mapRuns",
        database.mapRuns().list(execution.id(), paging.size() + 1,
            paging.cursor().map(ListMapRuns::cursor)),
        this::line, row -> row.startedAt() + " " + row.key().id());
    return answer;
  }

  private static Executions.Cursor cursor(String place) {
    int blank = place.indexOf(' ');
    return new Executions.Cursor(
        Instant.parse(place.substring(0, blank)), UUID.fromString(place.substring(blank + 1)));
  }

  private Map<String, @Nullable Object> line(MapRunRow row) {
    String stateMachine = database.stateMachines()
        .find(row.stateMachineId())
        .orElseThrow(
            () -> new IllegalStateException("Map run " + row.key().id() + " has no state machine"))
        .name();
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("executionArn", row.executionArn());
    line.put("mapRunArn", lookup.arn(stateMachine, row));
    line.put("stateMachineArn", lookup.machineArn(stateMachine, row));
    line.put("startDate", EpochSeconds.of(row.startedAt()));
    if (row.stoppedAt() != null) {
      line.put("stopDate", EpochSeconds.of(row.stoppedAt()));
    }
    return line;
  }
}
