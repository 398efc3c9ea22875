package dev.pawl.bench.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long one execution takes on an idle node, from the call of StartExecution to its stored end. */
@Command(name = "latency", mixinStandardHelpOptions = true, description = {
    "Measures how long one execution takes on an idle node, from StartExecution to its stored end.",
    "One after the other: five Pass states, one Task state and five. Takes about a minute."})
public final class LatencyCommand implements Callable<Integer> {
  @Option(names = "--warm-up", defaultValue = "4000", description = "Executions before the first measurement (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(names = "--executions", defaultValue = "2000", description = "Executions that are measured (${DEFAULT-VALUE}).")
  private int executions;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Measuring.announce();
    Report report = new Report("latency");
    try (Engine engine = Engine.start()) {
      UUID passes = engine.machine(Machines.passes(5));
      UUID task = engine.machine(Machines.tasks(1));
      UUID tasks = engine.machine(Machines.tasks(5));
      millis(engine, task, warmUp);
      engine.database().analyze();
      millis(engine, passes, warmUp);
      millis(engine, tasks, warmUp / 5);
      row(report, "pass5", "5 Pass", millis(engine, passes, executions), "<= 3", "<= 20");
      row(report, "task1", "1 Task", millis(engine, task, executions), "<= 7", "<= 20");
      row(report, "task5", "5 Task", millis(engine, tasks, executions), "", "");
    }
    System.out.print(report.text(json));
    return 0;
  }

  private static void row(Report report, String key, String what, List<Double> millis,
      String targetOfHalf, String targetOfMost) {
    double half = Spread.percentile(millis, 50);
    double most = Spread.percentile(millis, 99);
    report.row(what + ", start to end, ms: p50", half, targetOfHalf);
    report.row(what + ", start to end, ms: p99", most, targetOfMost);
    report.figure(key + "_p50_ms", half);
    report.figure(key + "_p99_ms", most);
  }

  private static List<Double> millis(Engine engine, UUID machine, int executions) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < executions; i++) {
      long began = System.nanoTime();
      engine.run(machine);
      millis.add((System.nanoTime() - began) / 1e6);
    }
    return millis;
  }
}
