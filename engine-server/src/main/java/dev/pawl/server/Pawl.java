package dev.pawl.server;

import dev.pawl.cli.CliException;
import dev.pawl.cli.definition.GraphCommand;
import dev.pawl.cli.definition.ValidateCommand;
import dev.pawl.cli.remote.DeployCommand;
import dev.pawl.cli.remote.DescribeCommand;
import dev.pawl.cli.remote.ExecutionsCommand;
import dev.pawl.cli.remote.HistoryCommand;
import dev.pawl.cli.remote.MachinesCommand;
import dev.pawl.cli.remote.RedriveCommand;
import dev.pawl.cli.remote.StartCommand;
import dev.pawl.cli.remote.StopCommand;
import dev.pawl.cli.remote.TailCommand;
import dev.pawl.cli.run.RunCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code pawl} command. */
@Command(name = "pawl", mixinStandardHelpOptions = true, version = "pawl 0.1.0", description = "A durable workflow engine that runs Amazon States Language on PostgreSQL.", footer = {
    "",
    "The script `pawl` also offers `bench`, which measures, and `chaos`, which breaks and verifies; each has --help."}, subcommands = {
        DevCommand.class, ServerCommand.class, AdminCommand.class, DatabaseCommand.class,
        ConformanceCommand.class,
        ValidateCommand.class,
        GraphCommand.class, RunCommand.class, DeployCommand.class, MachinesCommand.class,
        StartCommand.class,
        ExecutionsCommand.class, DescribeCommand.class, HistoryCommand.class, TailCommand.class,
        StopCommand.class, RedriveCommand.class, GenerateCompletion.class})
final class Pawl {
  private Pawl() {}

  public static void main(String[] arguments) {
    int code = new CommandLine(new Pawl()).setUsageHelpWidth(110)
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler(Pawl::explain)
        .execute(arguments);
    if (code != CommandLine.ExitCode.OK) {
      System.exit(code);
    }
  }

  /** One sentence for what people can mend; the whole story only for what they cannot. */
  private static int explain(Exception failure, CommandLine command,
      CommandLine.ParseResult arguments) {
    if (failure instanceof CliException refused) {
      command.getErr().println("pawl: " + sentence(String.valueOf(failure.getMessage())));
      return refused.exitCode();
    }
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
