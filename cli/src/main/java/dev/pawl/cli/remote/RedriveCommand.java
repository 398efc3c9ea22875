package dev.pawl.cli.remote;

import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import software.amazon.awssdk.services.sfn.model.RedriveExecutionRequest;
import software.amazon.awssdk.services.sfn.model.RedriveExecutionResponse;

/** Lets an execution go on that has not succeeded. */
@Command(name = "redrive", mixinStandardHelpOptions = true, description = "Lets an execution that failed, timed out or was stopped go on from where it broke off.")
public final class RedriveCommand implements Callable<Integer> {
  @Mixin
  private ExecutionArgument execution = new ExecutionArgument();

  @Mixin
  private Service service = new Service();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    RedriveExecutionResponse redriven = service.ask(client -> client.redriveExecution(
        RedriveExecutionRequest.builder()
            .executionArn(execution.arn(client))
            .build()));
    if (output.isJson()) {
      output.json(Documents.of(redriven));
    } else {
      output.line("redriven at " + Documents.time(redriven.redriveDate()));
    }
    return ExitCodes.OK;
  }
}
