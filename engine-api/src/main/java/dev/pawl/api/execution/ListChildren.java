package dev.pawl.api.execution;

import dev.pawl.api.maprun.MapRunLookup;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.Paging;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lists the Standard children of a Map run, the latest start first. Where they are follows from their numbers, so no
 * index is asked.
 */
final class ListChildren {
  /** So many are looked at at once. */
  private static final int BLOCK = 500;

  /** The places of the numbers of executions in a Map run's counts. */
  private static final int TOTAL = 8;
  private static final int PENDING = 9;

  private final Database database;
  private final ExecutionLookup lookup;
  private final MapRunLookup mapRuns;
  private final PageTokens tokens;

  /** A child and its number. */
  private record Child(int index, ExecutionRow row) {}

  ListChildren(Database database, ExecutionLookup lookup, MapRunLookup mapRuns,
      PageTokens tokens) {
    this.database = database;
    this.lookup = lookup;
    this.mapRuns = mapRuns;
    this.tokens = tokens;
  }

  Map<String, @Nullable Object> handle(Request request, String mapRunArn) {
    MapRunLookup.Found found = mapRuns.require(mapRunArn);
    String status = request.optionalText("statusFilter").orElse("");
    String redrive = request.optionalText("redriveFilter").orElse("");
    Paging paging = Paging.of(request, tokens, "ListExecutions",
        found.row().key().id() + " " + status + " " + redrive);
    long started = found.row().counts().get(TOTAL) - found.row().counts().get(PENDING);
    int from = paging.cursor().map(Integer::parseInt).orElse((int) started);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    paging.fill(answer, "executions",
        redrive.equals("REDRIVEN")
            ? List.<Child>of()
            : children(found, from, status, paging.size() + 1),
        child -> line(found, child), child -> Integer.toString(child.index()));
    return answer;
  }

  /** Those with numbers below one, from the highest down. */
  private List<Child> children(MapRunLookup.Found found, int below, String status, int limit) {
    List<Child> children = new ArrayList<>();
    UUID machine = found.childMachine();
    for (int end = below; end > 0 && children.size() < limit; end -= BLOCK) {
      int first = Math.max(0, end - BLOCK);
      List<ExecutionKey> keys = IntStream.range(first, end).mapToObj(index -> {
        UUID id = ExecutionIds.ofChild(found.row().key().id(), index);
        return new ExecutionKey(Shards.of(machine, id.toString()), id);
      }).toList();
      Map<ExecutionKey, ExecutionRow> rows = new HashMap<>();
      database.executions().find(keys).forEach(row -> rows.put(row.key(), row));
      for (int index = end - 1; index >= first && children.size() < limit; index--) {
        ExecutionRow row = rows.get(keys.get(index - first));
        if (row != null && (status.isEmpty() || row.status().name().equals(status))) {
          children.add(new Child(index, row));
        }
      }
    }
    return children;
  }

  private Map<String, @Nullable Object> line(MapRunLookup.Found found, Child child) {
    ExecutionRow row = child.row();
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("executionArn", lookup.arn(found.machineName(), row.name()));
    line.put("stateMachineArn", mapRuns.machineArn(found.stateMachine().name(), found.row()));
    line.put("name", row.name());
    line.put("status", row.status().name());
    line.put("startDate", EpochSeconds.of(row.startedAt()));
    if (row.stoppedAt() != null) {
      line.put("stopDate", EpochSeconds.of(row.stoppedAt()));
    }
    line.put("mapRunArn", mapRuns.arn(found.stateMachine().name(), found.row()));
    row.parent()
        .map(Parent::read)
        .ifPresent(parent -> {
          if (parent instanceof Parent.MapRun run) {
            line.put("itemCount", run.items());
          }
        });
    line.put("redriveCount", row.redrives().count());
    return line;
  }
}
