package dev.pawl.bench.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the same five steps on other durable engines that store in PostgreSQL. */
@Command(name = "peers", mixinStandardHelpOptions = true, description = {
    "Runs five durable steps on Pawl, DBOS Transact and db-scheduler, one after the other on the same PostgreSQL.",
    "They are Task states against a connector in memory, steps and tasks that return their input. Takes about five minutes."})
public final class PeersCommand implements Callable<Integer> {
  private static final int CONNECTIONS = 20;

  @Mixin
  private Measuring measuring = new Measuring();

  @Option(names = "--peer-callers", defaultValue = "64", description = "Callers of the others, which do best with few (${DEFAULT-VALUE}).")
  private int peerCallers;

  @Option(names = "--executions", defaultValue = "1000", description = "Executions whose latency is measured (${DEFAULT-VALUE}).")
  private int executions;

  /** What one engine came to: throughput per second, latency alone in ms, WAL per execution. */
  private record Outcome(Spread rate, double half, double most, double wal) {}

  @Override
  public Integer call() throws Exception {
    Measuring.announce();
    Report report = new Report("peers");
    try (Engine engine = Engine.start()) {
      UUID machine = engine.machine(Machines.tasks(5));
      engine.run(machine);
      engine.database().analyze();
      Outcome pawl = measure(engine.postgres(), measuring.callers(), () -> engine.run(machine));
      UUID passes = engine.machine(Machines.passes(5));
      double passHalf = Spread.percentile(millis(() -> engine.run(passes)), 50);
      engine.stopWorker();
      Outcome dbos;
      try (FiveSteps steps = new DbosSteps(engine.postgres(), CONNECTIONS)) {
        dbos = measure(engine.postgres(), peerCallers, steps::run);
      }
      Outcome scheduler;
      try (FiveSteps steps = new DbSchedulerSteps(engine.postgres(), CONNECTIONS)) {
        scheduler = measure(engine.postgres(), peerCallers, steps::run);
      }
      rows(report, "Pawl", pawl);
      rows(report, "DBOS Transact", dbos);
      rows(report, "db-scheduler, no history", scheduler);
      double tasks = pawl.rate().median() / dbos.rate().median();
      double latency = passHalf / dbos.half();
      report.row("Pawl's throughput against DBOS", tasks, ">= 4");
      report.row("Pawl: five Pass states, alone, ms: p50", passHalf, "");
      report.row("Pawl's five Pass states alone against DBOS's five steps, p50", latency, "<= 0.5");
      report.row("Pawl's five Task states alone against DBOS's five steps, p50",
          pawl.half() / dbos.half(), "");
      report.row("Pawl's throughput against db-scheduler",
          pawl.rate().median() / scheduler.rate().median(), "");
      report.figure("tasks_vs_dbos", tasks);
      report.figure("latency_vs_dbos", latency);
      report.figure("tasks_vs_db_scheduler",
          pawl.rate().median() / scheduler.rate().median());
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }

  private static void rows(Report report, String who, Outcome outcome) {
    report.row(who + ": five steps, executions/s", outcome.rate(), "");
    report.row(who + ": alone, ms: p50", outcome.half(), "");
    report.row(who + ": alone, ms: p99", outcome.most(), "");
    report.row(who + ": WAL bytes per execution", outcome.wal(), "");
  }

  private Outcome measure(ScratchDatabase postgres, int callers, Load.Call call)
      throws Exception {
    List<Double> rates = Load.perSecond(callers, measuring.warmUp(), measuring.windows(),
        measuring.window(), call);
    List<Double> millis = millis(call);
    return new Outcome(Spread.of(rates), Spread.percentile(millis, 50),
        Spread.percentile(millis, 99), wal(postgres, call));
  }

  /** How long executions take that run one after the other. */
  private List<Double> millis(Load.Call call) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < executions; i++) {
      long began = System.nanoTime();
      call.make();
      millis.add((System.nanoTime() - began) / 1e6);
    }
    return millis;
  }

  /** Of some executions, one after the other, so that nothing but them is counted. */
  private double wal(ScratchDatabase postgres, Load.Call call) throws Exception {
    ScratchDatabase.Cost before = postgres.cost();
    for (int i = 0; i < executions; i++) {
      call.make();
    }
    return (double) postgres.cost().since(before).walBytes() / executions;
  }
}
