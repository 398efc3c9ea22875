package dev.pawl.cli.remote;

import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.Output;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** How an execution stands: what commands print of it, and what they end with. */
final class ExecutionReport {
  private static final List<String> MEMBERS = List.of("executionArn", "status", "startDate",
      "stopDate", "redriveCount", "redriveDate", "redriveStatus", "redriveStatusReason", "input",
      "output", "error", "cause");

  private ExecutionReport() {}

  static DescribeExecutionResponse of(SfnClient client, String arn) {
    return client.describeExecution(
        DescribeExecutionRequest.builder().executionArn(arn).build());
  }

  static void print(DescribeExecutionResponse execution, Output output) {
    Map<String, @Nullable Object> tree = Documents.of(execution);
    if (output.isJson()) {
      output.json(tree);
      return;
    }
    for (String member : MEMBERS) {
      String text = Output.text(tree, member);
      if (!text.isEmpty()) {
        output.line("%-20s %s".formatted(member, text));
      }
    }
  }

  /** The exit code for an execution's status. */
  static int exitCode(ExecutionStatus status) {
    return switch (status) {
      case SUCCEEDED -> ExitCodes.OK;
      case RUNNING, PENDING_REDRIVE -> ExitCodes.NOT_OVER;
      case FAILED, TIMED_OUT, ABORTED, UNKNOWN_TO_SDK_VERSION -> ExitCodes.NO;
    };
  }
}
