package dev.pawl.cli.remote;

import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.Output;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.sfn.model.StopExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StopExecutionResponse;

/** Stops an execution. */
@Command(name = "stop", mixinStandardHelpOptions = true, description = "Stops an execution, which then is ABORTED.")
public final class StopCommand implements Callable<Integer> {
  @Mixin
  private ExecutionArgument execution = new ExecutionArgument();

  @Option(names = "--error", paramLabel = "NAME", description = "The error that the execution shows.")
  private @Nullable String error;

  @Option(names = "--cause", paramLabel = "TEXT", description = "Why it was stopped.")
  private @Nullable String cause;

  @Mixin
  private Service service = new Service();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    StopExecutionResponse stopped = service.ask(client -> client.stopExecution(
        StopExecutionRequest.builder()
            .executionArn(execution.arn(client))
            .error(error)
            .cause(cause)
            .build()));
    if (output.isJson()) {
      output.json(Documents.of(stopped));
    } else {
      output.line("stopped at " + Documents.time(stopped.stopDate()));
    }
    return ExitCodes.OK;
  }
}
