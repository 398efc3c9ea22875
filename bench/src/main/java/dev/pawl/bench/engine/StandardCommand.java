package dev.pawl.bench.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures Standard executions of five Pass states, from StartExecution to the stored history. */
@Command(name = "standard", mixinStandardHelpOptions = true, description = {
    "Measures Standard executions of five Pass states, from StartExecution to the whole stored history.",
    "Beside them what the database itself can do. Takes about two minutes."})
public final class StandardCommand implements Callable<Integer> {
  private static final int STATES = 5;

  @Mixin
  private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws SQLException, InterruptedException {
    Measuring.announce();
    Report report = new Report("standard");
    Duration window = measuring.window();
    int windows = measuring.windows();
    try (Engine engine = Engine.start()) {
      UUID machine = engine.machine(Machines.passes(STATES));
      engine.run(machine);
      engine.database().analyze();
      List<Double> rates = measuring.rates(() -> engine.run(machine));
      // Apart from the load's first seconds, in which the server writes whole pages.
      ScratchDatabase.Cost before = engine.postgres().cost();
      long executions = engine.executions();
      Load.perSecond(measuring.callers(), Duration.ZERO, 1, window, () -> engine.run(machine));
      executions = engine.executions() - executions;
      ScratchDatabase.Cost cost = engine.postgres().cost().since(before);
      engine.check(machine, 2 + 2 * STATES);
      Spread rate = Spread.of(rates);
      DatabaseLimits limits = new DatabaseLimits(engine.postgres());
      Spread perTransition = Spread.of(limits.commitPerTransition(STATES, windows, window));
      Spread rows = Spread.of(limits.singleRowCommits(windows, window));
      Spread batches = Spread.of(limits.batchInserts(windows, window));
      report.row("executions of 5 Pass states per second", rate, ">= 15,000");
      report.row("transitions per second", rate.median() * STATES, ">= 75,000");
      report.row("a commit for each transition, 8 connections: executions/s", perTransition, "");
      report.row("Pawl against it", rate.median() / perTransition.median(), ">= 15");
      report.row("the database alone: single-row commits/s, 8 connections", rows, "");
      report.row("the database alone: rows/s in batches of 500, 2 connections", batches, "");
      report.row("Pawl's executions against those rows",
          rate.median() / batches.median(), "");
      cost.report(report, executions, "<= 2,500", "< 0.1");
      report.figure("executions_per_s", rate.median());
      report.figure("transitions_per_s", rate.median() * STATES);
      report.figure("vs_commit_per_transition", rate.median() / perTransition.median());
      report.figure("wal_bytes", (double) cost.walBytes() / executions);
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }
}
