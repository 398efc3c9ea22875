package dev.pawl.api.execution;

import dev.pawl.api.maprun.MapRunLookup;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.Paging;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.MapRunCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lists the Standard children of a Map run, the latest start first. Where they are follows from their numbers, so no
 * index is asked.
 */
final class ListChildren {
  /** So many are looked at at once. */
  private static final int BLOCK = 500;

  /** So many are looked at for one request. Where few of them are asked for the page is short, and has a token. */
  private static final int LOOKED_AT = 10_000;

  private final Database database;
  private final ExecutionLookup lookup;
  private final MapRunLookup mapRuns;
  private final PageTokens tokens;

  /** A child and its number. */
  private record Child(int index, ExecutionRow row) {}

  /**
   * What a request found.
   *
   * @param nextBelow below which number the next one goes on; 0 where there are no more
   */
  private record Look(List<Child> children, int nextBelow) {}

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
    int from = paging.cursor().map(Integer::parseInt).orElse(bound(found.row().counts()));
    Look look = look(found, from, child -> isAskedFor(child, status, redrive), paging.size());
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("executions", look.children().stream().map(child -> line(found, child)).toList());
    if (look.nextBelow() > 0) {
      answer.put("nextToken", paging.token(Integer.toString(look.nextBelow())));
    }
    return answer;
  }

  /** Above the numbers of all that were started; what was announced when the Map run was stopped may have gaps. */
  private static int bound(MapRunCounts counts) {
    long started = counts.executions().total() - counts.executions().pending();
    return (int) started + MapRunState.BLOCK;
  }

  private static boolean isAskedFor(ExecutionRow child, String status, String redrive) {
    boolean isRedriven = child.redrives().count() > 0;
    return (status.isEmpty() || child.status().name().equals(status))
        && (redrive.isEmpty() || isRedriven == redrive.equals("REDRIVEN"));
  }

  /** Those with numbers below one, from the highest down, as far as one request may look. */
  private Look look(MapRunLookup.Found found, int below, Predicate<ExecutionRow> filter,
      int limit) {
    List<Child> children = new ArrayList<>();
    UUID machine = found.childMachine();
    int last = Math.max(0, below - LOOKED_AT);
    for (int end = below; end > last; end -= BLOCK) {
      int first = Math.max(last, end - BLOCK);
      List<ExecutionKey> keys = IntStream.range(first, end).mapToObj(index -> {
        UUID id = ExecutionIds.ofChild(found.row().key().id(), index);
        return new ExecutionKey(Shards.of(machine, id.toString()), id);
      }).toList();
      Map<ExecutionKey, ExecutionRow> rows = new HashMap<>();
      database.executions().find(keys).forEach(row -> rows.put(row.key(), row));
      for (int index = end - 1; index >= first; index--) {
        ExecutionRow row = rows.get(keys.get(index - first));
        if (row != null && filter.test(row)) {
          if (children.size() == limit) {
            return new Look(children, index + 1);
          }
          children.add(new Child(index, row));
        }
      }
    }
    return new Look(children, last);
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
