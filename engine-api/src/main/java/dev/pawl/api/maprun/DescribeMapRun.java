package dev.pawl.api.maprun;

import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.execution.MapRunCounts;
import dev.pawl.db.execution.MapRunRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a Map run, open or closed. */
final class DescribeMapRun implements Operation {
  private final MapRunLookup lookup;

  DescribeMapRun(MapRunLookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "DescribeMapRun";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    MapRunLookup.Found found = lookup.require(request.text("mapRunArn"));
    MapRunRow row = found.row();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("mapRunArn", lookup.arn(found.stateMachine().name(), row));
    answer.put("executionArn", row.executionArn());
    answer.put("status", row.status());
    answer.put("startDate", EpochSeconds.of(row.startedAt()));
    if (row.stoppedAt() != null) {
      answer.put("stopDate", EpochSeconds.of(row.stoppedAt()));
    }
    answer.put("maxConcurrency", row.maxConcurrency());
    answer.put("toleratedFailurePercentage", row.toleratedPercentage());
    answer.put("toleratedFailureCount", row.toleratedCount());
    answer.put("itemCounts", counts(row, row.counts().items()));
    answer.put("executionCounts", counts(row, row.counts().executions()));
    answer.put("redriveCount", row.redrives().count());
    if (row.redrives().lastAt() != null) {
      answer.put("redriveDate", EpochSeconds.of(row.redrives().lastAt()));
    }
    return answer;
  }

  private static Map<String, Object> counts(MapRunRow row, MapRunCounts.Tally tally) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("total", tally.total());
    counts.put("pending", tally.pending());
    counts.put("running", tally.running());
    counts.put("succeeded", tally.succeeded());
    counts.put("failed", tally.failed());
    counts.put("timedOut", tally.timedOut());
    counts.put("aborted", tally.aborted());
    counts.put("resultsWritten", tally.resultsWritten());
    // A recording of one that was never redriven has neither.
    if (row.redrives().count() > 0) {
      counts.put("failuresNotRedrivable", tally.notRedrivable());
      counts.put("pendingRedrive", tally.pendingRedrive());
    }
    return counts;
  }
}
