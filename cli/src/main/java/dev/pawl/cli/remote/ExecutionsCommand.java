package dev.pawl.cli.remote;

import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.Output;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.ListExecutionsRequest;

/** Lists executions of a state machine. */
@Command(name = "executions", mixinStandardHelpOptions = true, description = "Lists the executions of a state machine, the latest first.")
public final class ExecutionsCommand implements Callable<Integer> {
  /** As the API has them: the SDK's own constants include one for what it does not know. */
  enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED,
    PENDING_REDRIVE
  }

  @Parameters(paramLabel = "MACHINE", description = "A state machine's name or ARN; the ARN of a version, of an alias or of a Map run.")
  private String machine = "";

  @Option(names = "--status", paramLabel = "STATUS", description = "Only those with this status: ${COMPLETION-CANDIDATES}.")
  private @Nullable Status status;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "The most to list; 0 for all. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Mixin
  private Service service = new Service();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    List<Map<String, @Nullable Object>> executions = service.ask(client -> {
      String arn = Arns.ofMachine(client, machine);
      var request = ListExecutionsRequest.builder();
      if (arn.contains(":mapRun:")) {
        request.mapRunArn(arn);
      } else {
        request.stateMachineArn(arn);
      }
      if (status != null) {
        request.statusFilter(ExecutionStatus.fromValue(status.name()));
      }
      return Documents.of(client.listExecutionsPaginator(request.build()).executions().stream()
          .limit(limit == 0 ? Long.MAX_VALUE : limit)
          .toList());
    });
    if (output.isJson()) {
      output.json(Map.of("executions", executions));
    } else {
      output.table(List.of("name", "status", "started", "stopped", "redrives"),
          executions.stream()
              .map(execution -> List.of(Output.text(execution, "name"),
                  Output.text(execution, "status"), Output.text(execution, "startDate"),
                  Output.text(execution, "stopDate"), Output.text(execution, "redriveCount")))
              .toList());
    }
    return ExitCodes.OK;
  }
}
