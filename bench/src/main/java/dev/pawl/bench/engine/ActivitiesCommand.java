package dev.pawl.bench.engine;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures activities with many workers that wait, over HTTP, against a node in a process of its own. */
@Command(name = "activities", mixinStandardHelpOptions = true, description = {
    "Measures thousands of GetActivityTask long polls against a node in a process of its own.",
    "First what they cost while nothing comes, then executions of one activity task each. Takes about two minutes."})
public final class ActivitiesCommand implements Callable<Integer> {
  private static final int ALONE = 500;

  @Mixin
  private Measuring measuring = new Measuring();

  @Option(names = "--pollers", defaultValue = "2000", description = "Workers that wait (${DEFAULT-VALUE}).")
  private int pollers;

  @Option(names = "--activities", defaultValue = "20", description = "Activities that they wait for (${DEFAULT-VALUE}).")
  private int activities;

  private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();
  private final Queue<Double> delays = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private volatile boolean isOver;

  @Override
  public Integer call() throws Exception {
    Measuring.announce();
    Report report = new Report("activities");
    try (ScratchDatabase postgres = ScratchDatabase.start();
        HttpNode node = HttpNode.start(postgres)) {
      List<String> machines = new ArrayList<>();
      List<HttpRequest> asks = new ArrayList<>();
      for (int i = 0; i < activities; i++) {
        String activity = String.valueOf(
            node.call(node.request("CreateActivity", Map.of("name", "activity-" + i)))
                .get("activityArn"));
        machines.add(node.machine("machine-" + i, Machines.activity(activity)));
        asks.add(node.request("GetActivityTask", Map.of("activityArn", activity)));
      }
      postgres.keepStill();
      idle(report, node, postgres, asks);
      underLoad(report, node, machines);
      long wrong = postgres.number("select count(*) from execution where status <> 'SUCCEEDED'");
      if (wrong > 0) {
        throw new IllegalStateException(wrong + " executions have not succeeded");
      }
      isOver = true;
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }

  /** Without workers, then with them. */
  private void idle(Report report, HttpNode node, ScratchDatabase postgres,
      List<HttpRequest> asks) throws Exception {
    Spread without = Spread.of(commits(postgres));
    long heapWithout = node.heap();
    for (int i = 0; i < pollers; i++) {
      HttpRequest ask = asks.get(i % asks.size());
      Thread.ofVirtual().start(() -> work(node, ask));
      // Not all connect in one moment.
      Thread.sleep(1);
    }
    Thread.sleep(measuring.warmUp());
    Spread with = Spread.of(commits(postgres));
    double threads = node.threads();
    double heap = (node.heap() - heapWithout) / 1024.0 / pollers;
    report.row("transactions per second, nobody waits", without, "");
    report.row("transactions per second, %,d workers wait".formatted(pollers), with, "");
    report.row("platform threads of the node", threads, "");
    report.row("KiB of heap for each worker that waits", heap, "");
    report.figure("idle_transactions_per_s", with.median());
    report.figure("without_workers_per_s", without.median());
    report.figure("threads", threads);
    report.figure("heap_kb_per_worker", heap);
  }

  /** Committed transactions of all sessions, per second; the server counts a second late. */
  private List<Double> commits(ScratchDatabase postgres) throws Exception {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < measuring.windows(); i++) {
      long before = postgres.cost().commits();
      long began = System.nanoTime();
      Thread.sleep(measuring.window());
      rates.add((postgres.cost().commits() - before) * 1e9 / (System.nanoTime() - began));
    }
    return rates;
  }

  private void underLoad(Report report, HttpNode node, List<String> machines) throws Exception {
    List<Double> alone = new ArrayList<>();
    one(node, machines);
    for (int i = 0; i < ALONE; i++) {
      delays.clear();
      one(node, machines);
      alone.add(Objects.requireNonNull(delays.peek()));
    }
    delays.clear();
    Spread rate = Spread.of(measuring.rates(() -> one(node, machines)));
    List<Double> loaded = List.copyOf(delays);
    report.row("alone, from schedule to delivery, ms: p50", Spread.percentile(alone, 50), "");
    report.row("alone, from schedule to delivery, ms: p99", Spread.percentile(alone, 99), "");
    report.row("executions of 1 activity task per second", rate, "");
    report.row("meanwhile, from schedule to delivery, ms: p50", Spread.percentile(loaded, 50), "");
    report.row("meanwhile, from schedule to delivery, ms: p99", Spread.percentile(loaded, 99), "");
    report.figure("alone_p50_ms", Spread.percentile(alone, 50));
    report.figure("alone_p99_ms", Spread.percentile(alone, 99));
    report.figure("executions_per_s", rate.median());
    report.figure("loaded_p99_ms", Spread.percentile(loaded, 99));
  }

  /** Starts an execution and waits until a worker's answer was taken. */
  private void one(HttpNode node, List<String> machines)
      throws IOException, InterruptedException {
    String machine = machines.get(ThreadLocalRandom.current().nextInt(machines.size()));
    String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
    CompletableFuture<Void> end = new CompletableFuture<>();
    ends.put(id, end);
    Map<?, ?> _ = node.call(node.request("StartExecution",
        Map.of("stateMachineArn", machine, "input", "{\"id\":\"" + id + "\"}")));
    end.join();
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a worker failed", failed);
    }
  }

  /** A worker: takes tasks until the node ends. */
  private void work(HttpNode node, HttpRequest ask) {
    try {
      while (!isOver) {
        Map<?, ?> task = node.call(ask);
        if (task.get("taskToken") instanceof String token) {
          Instant now = Instant.now();
          Map<?, ?> input = (Map<?, ?>) Objects.requireNonNull(
              Json.parse(String.valueOf(task.get("input"))));
          delays.add(Duration.between(Instant.parse(String.valueOf(input.get("at"))), now)
              .toNanos() / 1e6);
          Map<?, ?> _ = node.call(
              node.request("SendTaskSuccess", Map.of("taskToken", token, "output", "{}")));
          CompletableFuture<Void> end = ends.remove(String.valueOf(input.get("id")));
          if (end == null) {
            throw new IllegalStateException("a task came twice: " + input);
          }
          end.complete(null);
        }
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (!isOver) {
        failure.compareAndSet(null, e);
        ends.values().forEach(end -> end.complete(null));
      }
    }
  }
}
