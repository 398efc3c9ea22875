package dev.pawl.cli.remote;

import dev.pawl.cli.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/** Tells how an execution stands. */
@Command(name = "describe", mixinStandardHelpOptions = true, description = "Tells how an execution stands.", exitCodeListHeading = "Exit codes:%n", exitCodeList = {
    "0:it has succeeded", "1:it has failed, timed out or was stopped", "5:it still runs"})
public final class DescribeCommand implements Callable<Integer> {
  @Mixin
  private ExecutionArgument execution = new ExecutionArgument();

  @Mixin
  private Service service = new Service();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    DescribeExecutionResponse found = service
        .ask(client -> ExecutionReport.of(client, execution.arn(client)));
    ExecutionReport.print(found, output);
    return ExecutionReport.exitCode(found.status());
  }
}
