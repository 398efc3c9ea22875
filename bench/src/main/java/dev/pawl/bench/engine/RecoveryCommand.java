package dev.pawl.bench.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast a node works off what became due while none was there. */
@Command(name = "recovery", mixinStandardHelpOptions = true, description = {
    "Measures how fast a node works off executions whose timers rang while no node was there.",
    "Each is a Wait, then five Tasks. Beside it, the same executions from StartExecution, one per caller. Takes about two minutes."})
public final class RecoveryCommand implements Callable<Integer> {
  private static final int TASKS = 5;

  @Mixin
  private Measuring measuring = new Measuring();

  @Option(names = "--backlog", defaultValue = "100000", description = "Executions that are due when the node starts (${DEFAULT-VALUE}).")
  private int backlog;

  @Override
  public Integer call() throws SQLException, InterruptedException {
    Measuring.announce();
    Report report = new Report("recovery");
    try (Engine engine = Engine.start()) {
      UUID tasks = engine.machine(Machines.tasks(TASKS));
      UUID machine = engine.machine(Machines.waitThenTasks(TASKS));
      engine.run(tasks);
      engine.database().analyze();
      Spread peak = Spread.of(measuring.rates(() -> engine.run(tasks)));
      Instant due = engine.database().clock().now().plus(Duration.ofSeconds(60));
      List<String> names = start(engine, machine, due);
      engine.stopWorker();
      while (engine.database().clock().now().isBefore(due)) {
        Thread.sleep(Duration.ofMillis(100));
      }
      long began = System.nanoTime();
      engine.startWorker();
      names.forEach(engine::await);
      double rate = backlog * 1e9 / (System.nanoTime() - began);
      engine.check(machine, 4 + 5 * TASKS);
      report.row("peak: executions/s of 5 Tasks from StartExecution", peak, "");
      report.row("%,d due executions of 5 Tasks worked off, per second".formatted(backlog), rate,
          "");
      report.row("the latter against the former", rate / peak.median(), ">= 0.8");
      report.figure("peak_per_s", peak.median());
      report.figure("drained_per_s", rate);
      report.figure("drain_ratio", rate / peak.median());
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }

  private List<String> start(Engine engine, UUID machine, Instant due) {
    List<String> names = engine.startAll(machine,
        Collections.nCopies(backlog, "{\"at\":\"" + due + "\"}"));
    if (engine.database().clock().now().isAfter(due)) {
      throw new IllegalStateException("the backlog could not be started in time");
    }
    return names;
  }
}
