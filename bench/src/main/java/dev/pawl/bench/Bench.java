package dev.pawl.bench;

import dev.pawl.bench.engine.ActivitiesCommand;
import dev.pawl.bench.engine.ApiCommand;
import dev.pawl.bench.engine.CallbacksCommand;
import dev.pawl.bench.engine.ExpressCommand;
import dev.pawl.bench.engine.FanoutCommand;
import dev.pawl.bench.engine.HttpCommand;
import dev.pawl.bench.engine.LatencyCommand;
import dev.pawl.bench.engine.PeersCommand;
import dev.pawl.bench.engine.PipeCommand;
import dev.pawl.bench.engine.RecoveryCommand;
import dev.pawl.bench.engine.StandardCommand;
import dev.pawl.bench.engine.TasksCommand;
import dev.pawl.bench.engine.TimersCommand;
import dev.pawl.bench.hostile.BombsCommand;
import dev.pawl.bench.hostile.FuzzCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code pawl bench} command; the first word says what is measured. */
@Command(name = "pawl bench", mixinStandardHelpOptions = true, version = "pawl 0.1.0", description = "Measures the engine on this machine.", subcommands = {
    InterpreterCommand.class, StandardCommand.class, TasksCommand.class, LatencyCommand.class,
    TimersCommand.class, FanoutCommand.class,
    CallbacksCommand.class, RecoveryCommand.class, PeersCommand.class, HttpCommand.class,
    ActivitiesCommand.class, ExpressCommand.class, ApiCommand.class, PipeCommand.class,
    FuzzCommand.class, BombsCommand.class})
final class Bench {
  private Bench() {}

  public static void main(String[] arguments) {
    int code = new CommandLine(new Bench()).setUsageHelpWidth(110).execute(arguments);
    if (code != CommandLine.ExitCode.OK) {
      System.exit(code);
    }
  }
}
