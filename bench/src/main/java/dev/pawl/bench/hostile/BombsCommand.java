package dev.pawl.bench.hostile;

import dev.pawl.bench.engine.HttpNode;
import dev.pawl.bench.engine.ScratchDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Drops bombs on a node under load, and measures what others notice of it. */
@Command(name = "bombs", mixinStandardHelpOptions = true, description = {
    "Drops expressions, paths, definitions, inputs and requests that are written to bring a node down on one in a process",
    "of its own with 512 MB of heap, while small executions go on. Fails where one is not answered as documented within",
    "5 s, or the node is not well afterwards. Takes about three minutes."})
public final class BombsCommand implements Callable<Integer> {
  private static final int HEAP_MEGABYTES = 512;
  private static final int CALLERS = 4;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final double TARGET = 3;

  private static final Comparator<Bombs.Result> BY_BADNESS = Comparator
      .comparing((Bombs.Result result) -> !result.isExpected()).thenComparing(Bombs.Result::took);
  /** Connections for each of the bombs that break off. */
  private static final int UNFINISHED = 50;

  @Option(names = "--seconds", defaultValue = "40", description = "How long others are measured without bombs. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "5", description = "How often all bombs are dropped. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--at-once", defaultValue = "1", description = "How many drop them at the same time. Default: ${DEFAULT-VALUE}.")
  private int atOnce;

  @Option(names = "--log", defaultValue = "bombs-node.log", paramLabel = "FILE", description = "Where the node's log goes. Default: ${DEFAULT-VALUE}.")
  private Path log = Path.of("bombs-node.log");

  @Override
  public Integer call() throws Exception {
    try (ScratchDatabase postgres = ScratchDatabase.start();
        HttpNode node = HttpNode.startWithin(HEAP_MEGABYTES, log, postgres)) {
      String machine = node.machine("small", """
          {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass",
           "Parameters": {"v.$": "$.a"}, "End": true}}}""", "EXPRESS");
      RawRequest small = RawRequest.of("StartSyncExecution",
          "{\"stateMachineArn\":\"" + machine + "\",\"input\":\"{\\\"a\\\":1}\"}");
      during(node, small, () -> sleep(WARM_UP));
      double without = percentile(during(node, small, () -> sleep(Duration.ofSeconds(seconds))));
      List<Bombs.Result> results = Collections.synchronizedList(new ArrayList<>());
      double with = percentile(during(node, small, () -> drop(node, results)));
      return told(node, results, without, with);
    }
  }

  private boolean drop(HttpNode node, List<Bombs.Result> results)
      throws InterruptedException, ExecutionException {
    List<Callable<Boolean>> droppers = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      String prefix = "bomb-" + i;
      droppers.add(() -> {
        try (Bombs bombs = new Bombs(node.endpoint(), prefix)) {
          for (int round = 0; round < rounds; round++) {
            results.addAll(bombs.drop());
          }
        }
        return true;
      });
    }
    droppers.add(() -> {
      try (Bombs bombs = new Bombs(node.endpoint(), "unfinished")) {
        return results.addAll(bombs.dropUnfinished(UNFINISHED));
      }
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> dropper : threads.invokeAll(droppers)) {
        dropper.get();
      }
    }
    return true;
  }

  private int told(HttpNode node, List<Bombs.Result> results, double without, double with)
      throws IOException, InterruptedException {
    worst(results).forEach(System.out::println);
    long wrong = results.stream().filter(result -> !result.isExpected()).count();
    Duration slowest = results.stream()
        .filter(result -> !result.isUnfinished())
        .map(Bombs.Result::took)
        .max(Comparator.naturalOrder())
        .orElseThrow();
    boolean isWell = node.isAlive() && node.send(node.health()).statusCode() == 200;
    System.out.printf(Locale.ROOT,
        "bench bombs: bombs=%d wrong=%d slowest_ms=%d p99_without_ms=%.2f p99_with_ms=%.2f p99_ratio=%.2f healthy=%s%n",
        results.size(), wrong, slowest.toMillis(), without / 1e6, with / 1e6, with / without,
        isWell);
    return wrong == 0 && isWell && with / without <= TARGET ? 0 : 1;
  }

  /** One result of each bomb: a wrong one or else the slowest. */
  private static List<Bombs.Result> worst(List<Bombs.Result> results) {
    Map<String, Bombs.Result> worst = new LinkedHashMap<>();
    results.forEach(result -> worst.merge(result.name(), result,
        (one, other) -> BY_BADNESS.compare(one, other) >= 0 ? one : other));
    return List.copyOf(worst.values());
  }

  private static double percentile(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
  }

  private static boolean sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
    return true;
  }

  /** How long each small execution took, in nanoseconds, while something was done. */
  private static List<Long> during(HttpNode node, RawRequest small, Callable<Boolean> work)
      throws Exception {
    var over = new AtomicBoolean();
    List<Long> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(threads.submit(() -> calls(node, small, over)));
      }
      try {
        work.call();
      } finally {
        over.set(true);
      }
      for (Future<List<Long>> caller : callers) {
        all.addAll(caller.get());
      }
    }
    return all;
  }

  private static List<Long> calls(HttpNode node, RawRequest small, AtomicBoolean over)
      throws IOException, InterruptedException {
    List<Long> nanos = new ArrayList<>();
    try (RawConnection connection = new RawConnection(node.endpoint())) {
      while (!over.get()) {
        RawAnswer answer = connection.send(small);
        if (!"SUCCEEDED".equals(answer.member("status"))) {
          throw new IllegalStateException(answer.status() + ": " + answer.body());
        }
        nanos.add(answer.nanos());
        Thread.sleep(PAUSE);
      }
    }
    return nanos;
  }
}
