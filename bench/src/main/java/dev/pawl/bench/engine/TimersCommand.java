package dev.pawl.bench.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what millions of parked executions cost those that run, and how late timers fire. */
@Command(name = "timers", mixinStandardHelpOptions = true, description = {
    "Measures executions of five Task states beside 10,000 and beside 5,000,000 parked Waits.",
    "Also how late 10,000 timers of one second fire, what a parked execution takes, and what an idle node does. Takes about ten minutes and 6 GB."})
public final class TimersCommand implements Callable<Integer> {
  private static final int FEW = 10_000;
  private static final int DUE = 10_000;
  private static final Duration IDLE = Duration.ofSeconds(20);

  @Mixin
  private Measuring measuring = new Measuring();

  @Option(names = "--parked", defaultValue = "5000000", description = "Parked executions (${DEFAULT-VALUE}).")
  private int parked;

  @Override
  public Integer call() throws SQLException, InterruptedException {
    Measuring.announce();
    Report report = new Report("timers");
    try (Engine engine = Engine.start()) {
      UUID waiting = engine.machine(Machines.waitUntil());
      UUID tasks = engine.machine(Machines.tasks(5));
      ParkedExecutions executions = new ParkedExecutions(engine,
          engine.machine(Machines.waitForYears()));
      executions.park(FEW);
      engine.database().analyze();
      Spread few = Spread.of(measuring.rates(() -> engine.run(tasks)));
      Spread fewLate = lateness(engine, waiting);
      long heap = heap();
      Map<String, Long> bytes = executions.bytes();
      executions.park(parked - FEW);
      Map<String, Long> more = executions.bytes();
      Map<String, Double> each = new TreeMap<>();
      more.forEach((table, size) -> each.put(table,
          (double) (size - Objects.requireNonNull(bytes.get(table))) / (parked - FEW)));
      double eachInAll = each.values().stream().mapToDouble(Double::doubleValue).sum();
      engine.database().analyze();
      Spread many = Spread.of(measuring.rates(() -> engine.run(tasks)));
      Spread manyLate = lateness(engine, waiting);
      double heapEach = Math.max(0, (double) (heap() - heap) / parked);
      engine.postgres().keepStill();
      // What the load left, such as checks on calls that have ended, is no part of idling.
      Thread.sleep(IDLE);
      ScratchDatabase.Cost before = engine.postgres().cost();
      Thread.sleep(IDLE);
      ScratchDatabase.Cost idle = engine.postgres().cost().since(before);
      report.row("executions/s of 5 Tasks, 10,000 parked", few, "");
      report.row("executions/s of 5 Tasks, %,d parked".formatted(parked), many, "");
      report.row("the latter against the former", many.median() / few.median(), ">= 0.9");
      report.row("bytes of a parked execution without data, in the database", eachInAll, "<= 700");
      each.forEach(
          (table, size) -> report.row("  of them table " + table + " and its indexes", size, ""));
      report.row("bytes of a parked execution in the heap", heapEach, "<= 64");
      report.row("10,000 timers in a second, 10,000 parked, late by s: p99", fewLate.most(), "");
      report.row("10,000 timers in a second, %,d parked, late by s: p99".formatted(parked),
          manyLate.most(), "<= 0.5");
      double commits = (double) idle.commits() / IDLE.toSeconds();
      double cpu = 100.0 * idle.engineCpu().plus(idle.serverCpu()).toNanos() / IDLE.toNanos();
      report.row("idle: commits per second", commits, "<= 6");
      report.row("idle: engine and PostgreSQL, % of a core", cpu, "<= 1.5");
      report.figure("throughput_ratio", many.median() / few.median());
      report.figure("bytes_each", eachInAll);
      report.figure("heap_bytes_each", heapEach);
      report.figure("late_p99_ms", manyLate.most() * 1_000);
      report.figure("idle_commits_per_s", commits);
      report.figure("idle_cpu_percent", cpu);
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }

  /**
   * Has timers fire within one second.
   *
   * @return how late their ends were stored, in seconds: median, least, and the 99th percentile in place of the most
   */
  private static Spread lateness(Engine engine, UUID machine) {
    Instant base = engine.database().clock().now().plusSeconds(15).truncatedTo(ChronoUnit.SECONDS);
    List<String> names = engine.startAll(machine,
        IntStream.range(0, DUE).mapToObj(i -> "{\"at\":\"" + due(base, i) + "\"}").toList());
    if (engine.database().clock().now().isAfter(base)) {
      throw new IllegalStateException("the timers could not be set within 15 seconds");
    }
    List<Double> late = new ArrayList<>();
    for (int i = 0; i < DUE; i++) {
      late.add(Duration.between(due(base, i), engine.await(names.get(i))).toNanos() / 1e9);
    }
    return new Spread(Spread.percentile(late, 50), Spread.percentile(late, 0),
        Spread.percentile(late, 99));
  }

  private static Instant due(Instant base, int number) {
    return base.plusMillis(1_000L * number / DUE);
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
