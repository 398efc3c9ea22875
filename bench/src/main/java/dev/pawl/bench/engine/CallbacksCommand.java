package dev.pawl.bench.engine;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures executions of one callback task. */
@Command(name = "callbacks", mixinStandardHelpOptions = true, description = {
    "Measures executions of one callback task: started, called with a token, answered by SendTaskSuccess, ended.",
    "Takes about a minute."})
public final class CallbacksCommand implements Callable<Integer> {
  private static final int SINGLE = 1_000;

  @Mixin
  private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws SQLException, InterruptedException {
    Measuring.announce();
    Report report = new Report("callbacks");
    try (Engine engine = Engine.start()) {
      UUID machine = engine.machine(Machines.callback());
      one(engine, machine);
      engine.database().analyze();
      List<Double> rates = measuring.rates(() -> one(engine, machine));
      ScratchDatabase.Cost before = engine.postgres().cost();
      long executions = engine.executions();
      Load.perSecond(measuring.callers(), java.time.Duration.ZERO, 1, measuring.window(),
          () -> one(engine, machine));
      executions = engine.executions() - executions;
      ScratchDatabase.Cost cost = engine.postgres().cost().since(before);
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < SINGLE; i++) {
        long began = System.nanoTime();
        one(engine, machine);
        millis.add((System.nanoTime() - began) / 1e6);
      }
      engine.check(machine, 6);
      Spread rate = Spread.of(rates);
      report.row("executions of 1 callback task per second", rate, "");
      report.row("alone, start to end, ms: p50", Spread.percentile(millis, 50), "");
      report.row("alone, start to end, ms: p99", Spread.percentile(millis, 99), "");
      cost.report(report, executions, "", "");
      report.figure("callbacks_per_s", rate.median());
      report.figure("p50_ms", Spread.percentile(millis, 50));
      report.figure("p99_ms", Spread.percentile(millis, 99));
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }

  /** Answers the token of any execution, so that callers do not wait for their own. */
  private static void one(Engine engine, UUID machine) throws InterruptedException {
    String name = engine.startAndWait(machine, Engine.INPUT);
    engine.answerOne();
    engine.await(name);
  }
}
