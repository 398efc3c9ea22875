package dev.pawl.api.execution;

import dev.pawl.api.execution.ExecutionLookup.Found;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.codec.Codec;
import dev.pawl.db.execution.ExecutionRow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows an execution, open or closed. */
final class DescribeExecution implements Operation {
  private final ExecutionLookup lookup;
  private final Redrivability redrivability;

  DescribeExecution(ExecutionLookup lookup, Redrivability redrivability) {
    this.lookup = lookup;
    this.redrivability = redrivability;
  }

  @Override
  public String name() {
    return "DescribeExecution";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Found found = lookup.require(request.text("executionArn"));
    ExecutionRow row = found.row();
    boolean data = request.wantsData();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("executionArn", lookup.arn(found.machineName(), row.name()));
    answer.put("stateMachineArn", lookup.stateMachines().arn(found.machineName()));
    lookup.putQualifier(answer, found.stateMachine(), row.by());
    answer.put("name", row.name());
    answer.put("status", row.status().name());
    answer.put("startDate", EpochSeconds.of(row.startedAt()));
    if (row.stoppedAt() != null) {
      answer.put("stopDate", EpochSeconds.of(row.stoppedAt()));
    }
    putData(answer, "input", row.input(), data);
    row.output().ifPresent(output -> putData(answer, "output", output, data));
    if (data && row.error() != null) {
      answer.put("error", row.error());
    }
    if (data && row.cause() != null) {
      answer.put("cause", row.cause());
    }
    found.mapRun()
        .ifPresent(run -> answer.put("mapRunArn", lookup.mapRunArn(found.stateMachine(), run)));
    answer.put("redriveCount", row.redrives().count());
    if (row.redrives().lastAt() != null) {
      answer.put("redriveDate", EpochSeconds.of(row.redrives().lastAt()));
    }
    putRedriveStatus(answer, found);
    return answer;
  }

  private void putRedriveStatus(Map<String, @Nullable Object> answer, Found found) {
    if (redrivability.isByMapRun(found)) {
      answer.put("redriveStatus", "REDRIVABLE_BY_MAP_RUN");
      return;
    }
    Optional<String> obstacle = redrivability.obstacle(found);
    answer.put("redriveStatus", obstacle.isEmpty() ? "REDRIVABLE" : "NOT_REDRIVABLE");
    obstacle.ifPresent(reason -> answer.put("redriveStatusReason", reason));
  }

  private static void putData(Map<String, @Nullable Object> answer, String member, byte[] stored,
      boolean data) {
    if (data) {
      answer.put(member, Codec.unpackPayload(stored).text());
    }
    answer.put(member + "Details", Map.of("included", data));
  }
}
