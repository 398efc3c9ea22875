package dev.pawl.bench.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures Standard executions of five Pass states, from StartExecution to the stored history. */
@Command(name = "standard", mixinStandardHelpOptions = true, description = {
    "Measures Standard executions of five Pass states, from StartExecution to the whole stored history,",
    "beside what the database itself can do. Takes about two minutes."})
public final class StandardCommand implements Callable<Integer> {
  private static final int STATES = 5;

  @Option(names = "--callers", defaultValue = "512", description = "So many callers wait for answers at once (${DEFAULT-VALUE}).")
  private int callers;

  @Option(names = "--warm-up", defaultValue = "20", description = "Seconds before the first measurement (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(names = "--windows", defaultValue = "5", description = "How many measurements (${DEFAULT-VALUE}).")
  private int windows;

  @Option(names = "--seconds", defaultValue = "5", description = "Seconds of each measurement (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws SQLException, InterruptedException {
    System.err.println("pawl: measuring; the machine should have nothing else to do");
    Report report = new Report("standard");
    Duration window = Duration.ofSeconds(seconds);
    Duration warm = Duration.ofSeconds(warmUp);
    try (Engine engine = Engine.start()) {
      UUID machine = engine.machine(Machines.passes(STATES));
      engine.startAndWait(machine);
      engine.database().analyze();
      List<ScratchDatabase.Cost> costs = new ArrayList<>();
      List<Double> rates = Load.perSecond(callers, warm, windows, window,
          () -> engine.startAndWait(machine));
      // Apart from the load's first seconds, in which the server writes whole pages.
      ScratchDatabase.Cost before = engine.postgres().cost();
      long executions = executions(engine);
      Load.perSecond(callers, Duration.ZERO, 1, window, () -> engine.startAndWait(machine));
      Thread.sleep(Duration.ofSeconds(2));
      costs.add(engine.postgres().cost().since(before));
      executions = executions(engine) - executions;
      checkHistories(engine);
      Spread rate = Spread.of(rates);
      DatabaseLimits limits = new DatabaseLimits(engine.postgres());
      Spread perTransition = Spread.of(limits.commitPerTransition(STATES, windows, window));
      Spread rows = Spread.of(limits.singleRowCommits(windows, window));
      Spread batches = Spread.of(limits.batchInserts(windows, window));
      double wal = (double) costs.getFirst().walBytes() / executions;
      report.row("executions of 5 Pass states per second", rate, ">= 15,000");
      report.row("transitions per second", rate.median() * STATES, ">= 75,000");
      report.row("a commit for each transition, 8 connections: executions/s", perTransition, "");
      report.row("Pawl against it", rate.median() / perTransition.median(), ">= 15");
      report.row("the database alone: single-row commits/s, 8 connections", rows, "");
      report.row("the database alone: rows/s in batches of 500, 2 connections", batches, "");
      report.row("Pawl's executions against those rows",
          rate.median() / batches.median(), "");
      report.row("WAL bytes per execution", wal, "<= 2,500");
      report.row("commits per execution", (double) costs.getFirst().commits() / executions,
          "< 0.1");
      report.figure("executions_per_s", rate.median());
      report.figure("transitions_per_s", rate.median() * STATES);
      report.figure("vs_commit_per_transition", rate.median() / perTransition.median());
      report.figure("wal_bytes", wal);
    }
    System.out.print(report.text(json));
    return 0;
  }

  private static long executions(Engine engine) throws SQLException {
    return engine.postgres().number("select count(*) from execution");
  }

  /** Every execution must have ended well and have all its events, or the figures say nothing. */
  private static void checkHistories(Engine engine) throws SQLException {
    long wrong = engine.postgres().number("""
        select count(*) from execution e left join history h using (shard, id, day)
        where e.status <> 'SUCCEEDED' or h.first_event is distinct from 1
          or h.last_event is distinct from %d
        """.formatted(2 + 2 * STATES));
    if (wrong > 0) {
      throw new IllegalStateException(wrong + " executions are not as they should be");
    }
  }
}
