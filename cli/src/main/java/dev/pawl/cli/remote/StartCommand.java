package dev.pawl.cli.remote;

import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.FileText;
import dev.pawl.cli.Output;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;

/** Starts an execution. */
@Command(name = "start", mixinStandardHelpOptions = true, description = "Starts an execution, and waits for its end where asked.", exitCodeListHeading = "Exit codes:%n", exitCodeList = {
    "0:it was started, and with --wait it has succeeded",
    "1:it has failed, timed out or was stopped", "5:--wait is over, and it still runs"})
public final class StartCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MACHINE", description = "A state machine's name or ARN; the ARN of a version or an alias.")
  private String machine = "";

  @Option(names = "--input", paramLabel = "JSON", defaultValue = "{}", description = "The input; file://FILE reads it from a file, file://- from the standard input. Default: ${DEFAULT-VALUE}.")
  private String input = "{}";

  @Option(names = "--name", paramLabel = "NAME", description = "The execution's name. A repeat with the same name and input starts nothing new.")
  private @Nullable String name;

  @Option(names = "--wait", paramLabel = "SECONDS", arity = "0..1", fallbackValue = "31536000", description = "Waits until the execution has ended, or so many seconds, and tells how it stands.")
  private @Nullable Long wait;

  @Mixin
  private Service service = new Service();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    String text = FileText.of(input);
    return service.ask(client -> start(client, text));
  }

  private int start(SfnClient client, String text) {
    StartExecutionResponse started = client.startExecution(
        StartExecutionRequest.builder()
            .stateMachineArn(Arns.ofMachine(client, machine))
            .name(name)
            .input(text)
            .build());
    if (wait == null) {
      if (output.isJson()) {
        output.json(Documents.of(started));
      } else {
        output.line(started.executionArn());
      }
      return ExitCodes.OK;
    }
    DescribeExecutionResponse execution = Waiting.forEnd(client, started.executionArn(), wait);
    ExecutionReport.print(execution, output);
    return ExecutionReport.exitCode(execution.status());
  }
}
