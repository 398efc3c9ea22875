package dev.pawl.api.execution;

import dev.pawl.api.execution.ExecutionLookup.Found;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.codec.Codec;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows an execution, open or closed. */
final class DescribeExecution implements Operation {
  private final ExecutionLookup lookup;

  DescribeExecution(ExecutionLookup lookup) {
    this.lookup = lookup;
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
    answer.put("executionArn", lookup.arn(found.stateMachine().name(), row.name()));
    answer.put("stateMachineArn", lookup.stateMachines().arn(found.stateMachine().name()));
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
    answer.put("redriveCount", 0);
    answer.put("redriveStatus", "NOT_REDRIVABLE");
    answer.put("redriveStatusReason", whyNotRedrivable(row.status()));
    return answer;
  }

  private static void putData(Map<String, @Nullable Object> answer, String member, byte[] stored,
      boolean data) {
    if (data) {
      answer.put(member, Codec.unpackPayload(stored).text());
    }
    answer.put(member + "Details", Map.of("included", data));
  }

  private static String whyNotRedrivable(ExecutionStatus status) {
    return switch (status) {
      case RUNNING, SUCCEEDED -> "Execution is " + status + " and cannot be redriven";
      case FAILED, TIMED_OUT, ABORTED -> "This build of Pawl does not redrive executions yet";
    };
  }
}
