package dev.pawl.cli.remote;

import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.sfn.SfnClient;

/** The execution that a command is about. */
final class ExecutionArgument {
  @Parameters(paramLabel = "EXECUTION", description = "An execution's ARN, or MACHINE/NAME.")
  private String reference = "";

  /** Its ARN; see {@link Arns#ofExecution}. */
  String arn(SfnClient client) {
    return Arns.ofExecution(client, reference);
  }
}
