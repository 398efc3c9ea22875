package dev.pawl.bench.engine;

import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.json.Payload;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.worker.express.ExpressEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures Express executions in the process, from the start to the end, without HTTP. */
@Command(name = "express", mixinStandardHelpOptions = true, description = {
    "Measures Express executions of five Pass states in this process: how many a second end, and how long they take",
    "meanwhile. So many are under way at once as there are callers. Takes about a minute."})
public final class ExpressCommand implements Callable<Integer> {
  @Mixin
  private Measuring measuring = new Measuring();

  private final LongAdder ended = new LongAdder();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile Latencies latencies = new Latencies();
  private volatile boolean over;

  @Override
  public Integer call() throws Exception {
    Measuring.announce();
    Report report = new Report("express");
    try (Engine engine = Engine.start()) {
      UUID machine = engine.machine(Machines.passes(5), StateMachineType.EXPRESS);
      Payload input = Payload.parse(Engine.INPUT);
      List<CompletableFuture<?>> callers = new ArrayList<>();
      for (int i = 0; i < measuring.callers(); i++) {
        var done = new CompletableFuture<@Nullable Void>();
        callers.add(done);
        again(engine, machine, input, done);
      }
      Thread.sleep(measuring.warmUp());
      List<Double> rates = new ArrayList<>();
      List<Double> slowest = new ArrayList<>();
      for (int i = 0; i < measuring.windows() && failure.get() == null; i++) {
        measure(rates, slowest);
      }
      over = true;
      CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).join();
      Throwable why = failure.get();
      if (why != null) {
        throw new IllegalStateException("an execution failed", why);
      }
      Spread perSecond = Spread.of(rates);
      Spread p99 = Spread.of(slowest);
      report.row("Express executions of five Pass states per second", perSecond, ">= 60000");
      report.row("p99 from the start to the end, ms", p99, "<= 20");
      report.figure("executions_per_s", perSecond.median());
      report.figure("p99_ms", p99.median());
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }

  private void measure(List<Double> rates, List<Double> slowest) throws InterruptedException {
    Latencies window = new Latencies();
    latencies = window;
    long before = ended.sum();
    long began = System.nanoTime();
    Thread.sleep(measuring.window());
    rates.add((ended.sum() - before) * 1e9 / (System.nanoTime() - began));
    slowest.add(window.percentile(99) / 1e6);
  }

  /** A caller's next execution; the end of each begins another, on the thread that ended it. */
  private void again(Engine engine, UUID machine, Payload input,
      CompletableFuture<@Nullable Void> done) {
    if (over) {
      done.complete(null);
      return;
    }
    long began = System.nanoTime();
    CompletableFuture<?> _ = engine.express(machine, input)
        .thenAccept(ExpressCommand::expectGood)
        .whenComplete((_, thrown) -> {
          if (thrown == null) {
            latencies.add(System.nanoTime() - began);
            ended.increment();
          } else {
            failure.compareAndSet(null, thrown);
            over = true;
          }
          again(engine, machine, input, done);
        });
  }

  private static void expectGood(Optional<ExpressEnd> end) {
    if (end.orElseThrow().result().status() != ExecutionStatus.SUCCEEDED) {
      throw new IllegalStateException("it did not succeed");
    }
  }
}
