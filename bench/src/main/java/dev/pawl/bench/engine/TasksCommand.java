package dev.pawl.bench.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures executions of five Task states against a connector in memory. */
@Command(name = "tasks", mixinStandardHelpOptions = true, description = {
    "Measures executions of five Task states against a connector in memory, from StartExecution to the stored end.",
    "The intent and the result of each task are durable. Takes about a minute."})
public final class TasksCommand implements Callable<Integer> {
  private static final int TASKS = 5;

  @Mixin
  private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws SQLException, InterruptedException {
    Measuring.announce();
    Report report = new Report("tasks");
    try (Engine engine = Engine.start()) {
      UUID machine = engine.machine(Machines.tasks(TASKS));
      engine.run(machine);
      engine.database().analyze();
      List<Double> rates = measuring.rates(() -> engine.run(machine));
      ScratchDatabase.Cost before = engine.postgres().cost();
      long executions = engine.executions();
      Load.perSecond(measuring.callers(), Duration.ZERO, 1, measuring.window(),
          () -> engine.run(machine));
      executions = engine.executions() - executions;
      ScratchDatabase.Cost cost = engine.postgres().cost().since(before);
      engine.check(machine, 2 + 5 * TASKS);
      Spread rate = Spread.of(rates);
      report.row("executions of 5 Task states per second", rate, ">= 3,000");
      report.row("tasks per second", rate.median() * TASKS, ">= 15,000");
      cost.report(report, executions, "", "");
      report.figure("executions_per_s", rate.median());
      report.figure("tasks_per_s", rate.median() * TASKS);
      report.figure("wal_bytes", (double) cost.walBytes() / executions);
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }
}
