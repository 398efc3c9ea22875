package dev.pawl.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code pawl} command. */
@Command(name = "pawl", mixinStandardHelpOptions = true, version = "pawl 0.1.0", description = "A durable workflow engine that runs Amazon States Language on PostgreSQL.", subcommands = {
    DevCommand.class, ServerCommand.class, ConformanceCommand.class})
final class Pawl {
  private Pawl() {}

  public static void main(String[] arguments) {
    int code = new CommandLine(new Pawl()).setUsageHelpWidth(110)
        .setExecutionExceptionHandler(Pawl::explain)
        .execute(arguments);
    if (code != CommandLine.ExitCode.OK) {
      System.exit(code);
    }
  }

  /** One sentence for what people can mend; the whole story only for what they cannot. */
  private static int explain(Exception failure, CommandLine command,
      CommandLine.ParseResult arguments) {
    if (failure instanceof StartupException) {
      command.getErr().println("pawl: " + sentence(String.valueOf(failure.getMessage())));
    } else {
      command.getErr().println("pawl: an unexpected error; please report it with what follows");
      failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }
}
