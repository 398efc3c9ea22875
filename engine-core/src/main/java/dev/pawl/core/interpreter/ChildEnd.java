package dev.pawl.core.interpreter;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a child execution has ended, as the task that waits for it is told.
 *
 * @param output null unless it succeeded
 * @param error the error's name; null where there is none
 * @param cause null where there is none
 * @param redriveCount how often it was redriven
 */
public record ChildEnd(String arn, String stateMachineArn, String name, ExecutionStatus status,
    Payload input, @Nullable Payload output, @Nullable String error, @Nullable String cause,
    Instant startedAt, Instant stoppedAt, int redriveCount) {

  /** AWS's limit of a cause, in characters. */
  private static final int LONGEST_CAUSE = 32_768;

  /** The end of an execution. */
  public static ChildEnd of(Execution execution, Decision.Next.Closed closed, Instant stoppedAt) {
    StatesError error = closed.error();
    return new ChildEnd(execution.arn(), execution.stateMachineArn(), execution.name(),
        closed.status(), execution.input(), closed.output(),
        error == null ? null : error.name(), error == null ? null : error.cause(),
        execution.startedAt(), stoppedAt, execution.redrives().count());
  }

  /** What the task gets: a description, with input and output parsed where the resource is {@code .sync:2}. */
  Outcome<Payload> outcome(Resource resource) {
    if (status == ExecutionStatus.SUCCEEDED) {
      boolean parsed = resource instanceof Resource.Service service
          && service.pattern() == Resource.Pattern.SYNC_2;
      return Outcome.ok(Payload.of(description(parsed)));
    }
    String text = Payload.of(description(false)).text();
    return Outcome.failed(new StatesError(StatesError.TASK_FAILED,
        text.substring(0, Math.min(text.length(), LONGEST_CAUSE))));
  }

  /** The members of DescribeExecution's answer, as the integration shows them. */
  private Map<String, @Nullable Object> description(boolean parsed) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    if (cause != null) {
      tree.put("Cause", cause);
    }
    if (error != null) {
      tree.put("Error", error);
    }
    tree.put("ExecutionArn", arn);
    tree.put("Input", shown(input, parsed));
    tree.put("InputDetails", Map.of("Included", true));
    tree.put("Name", name);
    if (output != null) {
      tree.put("Output", shown(output, parsed));
      tree.put("OutputDetails", Map.of("Included", true));
    }
    tree.put("RedriveCount", redriveCount);
    if (status == ExecutionStatus.SUCCEEDED) {
      tree.put("RedriveStatus", "NOT_REDRIVABLE");
      tree.put("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven");
    } else {
      tree.put("RedriveStatus", "REDRIVABLE");
    }
    tree.put("StartDate", startedAt.toEpochMilli());
    tree.put("StateMachineArn", stateMachineArn);
    tree.put("Status", status.name());
    tree.put("StopDate", stoppedAt.toEpochMilli());
    return tree;
  }

  private static @Nullable Object shown(Payload value, boolean parsed) {
    return parsed ? value.tree() : value.text();
  }
}
