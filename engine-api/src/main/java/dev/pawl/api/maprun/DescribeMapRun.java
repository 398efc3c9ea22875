package dev.pawl.api.maprun;

import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.execution.MapRunRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a Map run, open or closed. */
final class DescribeMapRun implements Operation {
  private static final List<String> COUNTS = List.of("total", "pending", "running", "succeeded",
      "failed", "timedOut", "aborted", "resultsWritten");

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
    answer.put("itemCounts", counts(row.counts().subList(0, COUNTS.size())));
    answer.put("executionCounts",
        counts(row.counts().subList(COUNTS.size(), 2 * COUNTS.size())));
    answer.put("redriveCount", 0);
    return answer;
  }

  private static Map<String, Object> counts(List<Long> numbers) {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (int i = 0; i < COUNTS.size(); i++) {
      counts.put(COUNTS.get(i), numbers.get(i));
    }
    return counts;
  }
}
