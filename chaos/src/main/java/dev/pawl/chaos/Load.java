package dev.pawl.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeMapRunResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.MapRunListItem;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineType;

/** Starts executions at a rate, and keeps on disk what it was told before it goes on. */
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(90);
  private static final int MOST_AT_ONCE = 600;
  private static final int SLOT_MILLIS = 100;
  private static final int DESCRIBED_AT_ONCE = 16;

  private final Api api;
  private final Journal told;
  private final int perSecond;
  private final String canary;
  private final SplittableRandom random;
  private final Map<Workflow, String> machines = new EnumMap<>(Workflow.class);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicInteger extraLarge = new AtomicInteger();
  private final Set<String> fanouts = ConcurrentHashMap.newKeySet();
  private final Map<Long, Slot> slots = new ConcurrentHashMap<>();
  private volatile boolean running = true;
  private @Nullable Thread driver;

  /** What was begun within a tenth of a second, and how much of that was acknowledged soon. */
  private record Slot(AtomicInteger offered, AtomicInteger acknowledged) {}

  Load(Api api, Journal told, int perSecond, String canary, long seed) {
    this.api = api;
    this.told = told;
    this.perSecond = perSecond;
    this.canary = canary;
    this.random = new SplittableRandom(seed);
  }

  /** Makes the state machines. */
  void prepare() {
    for (Workflow workflow : Workflow.values()) {
      var answer = api.call(PATIENCE, client -> client.createStateMachine(
          create -> create.name(workflow.label())
              .roleArn("arn:aws:iam::000000000000:role/chaos")
              .type(workflow.isExpress() ? StateMachineType.EXPRESS : StateMachineType.STANDARD)
              .definition(workflow.definition())));
      if (answer.value() == null) {
        throw new IllegalStateException(
            "the state machine " + workflow.label() + " was refused: " + answer.error());
      }
      machines.put(workflow, answer.value().stateMachineArn());
    }
  }

  /** Starts executions until {@link #end}. */
  void begin() {
    driver = Thread.ofPlatform().daemon().name("load").start(() -> {
      long next = System.nanoTime();
      while (running) {
        next += 1_000_000_000L / perSecond;
        long early = next - System.nanoTime();
        if (early > 0) {
          Pause.of(Duration.ofNanos(early));
        }
        Workflow workflow = extraLarge.getAndUpdate(left -> Math.max(0, left - 1)) > 0
            ? Workflow.LARGE
            : Workflow.any(random);
        offer(workflow, random.split());
      }
    });
  }

  private void offer(Workflow workflow, SplittableRandom own) {
    Instant begun = Instant.now();
    Slot slot = slots.computeIfAbsent(slot(begun),
        _ -> new Slot(new AtomicInteger(), new AtomicInteger()));
    slot.offered().incrementAndGet();
    if (!room.tryAcquire()) {
      skipped.incrementAndGet();
      return;
    }
    threads.execute(() -> {
      try {
        if (workflow.isExpress()) {
          express(own);
          // One node alone offers it, so that it says nothing of the recovery of the others.
          slot.acknowledged().incrementAndGet();
          return;
        }
        Optional<String> arn = play(workflow, own);
        if (arn.isPresent()) {
          if (Duration.between(begun, Instant.now()).compareTo(Probe.SOON) <= 0) {
            slot.acknowledged().incrementAndGet();
          }
          follow(workflow, arn.get(), own);
        }
      } catch (Stopped ending) {
        Thread.currentThread().interrupt();
      } finally {
        room.release();
      }
    });
  }

  /** So many of the next executions have large payloads. */
  void large(int count) {
    extraLarge.set(count);
  }

  /** Starts that were left out because too many others were still unanswered. */
  long skipped() {
    return skipped.get();
  }

  private static long slot(Instant at) {
    return at.toEpochMilli() / SLOT_MILLIS;
  }

  /** What share of the starts of a time was acknowledged soon; 0 where there were none. */
  double acknowledgedShare(Instant from, Duration length) {
    int offered = 0;
    int acknowledged = 0;
    for (long at = slot(from); at < slot(from.plus(length)); at++) {
      Slot counts = slots.get(at);
      if (counts != null) {
        offered += counts.offered().get();
        acknowledged += counts.acknowledged().get();
      }
    }
    return offered == 0 ? 0 : (double) acknowledged / offered;
  }

  /** The execution that was started, if it is known to be. */
  private Optional<String> play(Workflow workflow, SplittableRandom own) {
    String name = workflow.label() + "-" + numbers.incrementAndGet();
    String input = workflow.input(own, canary);
    Api.Result<StartExecutionResponse> result = start(workflow, name, input);
    StartExecutionResponse answer = result.value();
    String arn = answer == null ? arn(workflow, name) : answer.executionArn();
    boolean exists = answer != null
        || (result.isDoubtful() && result.error().equals("ExecutionAlreadyExists"));
    if (exists) {
      told.keep("started",
          Map.of("arn", arn, "name", name, "workflow", workflow.label(), "input",
              workflow == Workflow.LARGE ? "" : input));
    } else if (!result.isUnknown()) {
      complain("V6", "the first start of " + name + " was refused with " + result.error());
    }
    if ((exists || result.isUnknown()) && workflow.isDistributed()) {
      fanouts.add(arn);
    }
    if (exists && workflow == Workflow.NAMES) {
      repeat(workflow, name, input, answer);
    }
    return exists ? Optional.of(arn) : Optional.empty();
  }

  private Api.Result<StartExecutionResponse> start(Workflow workflow, String name, String input) {
    String machine = Objects.requireNonNull(machines.get(workflow));
    return api.call(PATIENCE, client -> client
        .startExecution(start -> start.stateMachineArn(machine).name(name).input(input)));
  }

  private String arn(Workflow workflow, String name) {
    return Objects.requireNonNull(machines.get(workflow))
        .replace(":stateMachine:", ":execution:") + ":" + name;
  }

  private void complain(String verdict, String text) {
    told.note("complaint", Map.of("verdict", verdict, "text", text));
  }

  /** The rules of names: the same input gets the same answer or a refusal, another input a refusal. */
  private void repeat(Workflow workflow, String name, String input,
      @Nullable StartExecutionResponse first) {
    Api.Result<StartExecutionResponse> same = start(workflow, name, input);
    StartExecutionResponse again = same.value();
    if (again != null && first != null && !(again.executionArn().equals(first.executionArn())
        && again.startDate().equals(first.startDate()))) {
      complain("V6", name + " was started twice: " + first.startDate() + ", " + again.startDate());
    }
    if (again == null && !same.isUnknown() && !same.error().equals("ExecutionAlreadyExists")) {
      complain("V6", "the repeated start of " + name + " was refused with " + same.error());
    }
    Api.Result<StartExecutionResponse> other = start(workflow, name, "{\"n\":-1,\"seconds\":1}");
    if (other.value() != null) {
      complain("V6", name + " was started with another input, too");
    } else if (!other.isUnknown() && !other.error().equals("ExecutionAlreadyExists")) {
      complain("V6", "another start of " + name + " was refused with " + other.error());
    }
    told.note("repeated", Map.of("name", name));
  }

  /** Never asked twice: who does not get an answer does not know, and it must have run at most once. */
  private void express(SplittableRandom own) {
    String name = Workflow.EXPRESS.label() + "-" + numbers.incrementAndGet();
    SfnClient client = api.withWorker();
    String machine = Objects.requireNonNull(machines.get(Workflow.EXPRESS));
    Map<String, Object> fact = new HashMap<>(Map.of("name", name));
    try {
      var answer = client.startSyncExecution(start -> start.stateMachineArn(machine)
          .input("{\"id\":\"" + name + "\",\"n\":" + own.nextInt(1_000) + "}"));
      fact.put("status", answer.statusAsString());
    } catch (SfnException e) {
      fact.put("status", "refused");
    } catch (SdkException e) {
      fact.put("status", "unknown");
    }
    told.note("express", fact);
  }

  /** What comes after the start. */
  private void follow(Workflow workflow, String arn, SplittableRandom own) {
    switch (workflow) {
      case STOP -> {
        Pause.of(Duration.ofMillis(own.nextInt(0, 6_000)));
        var result = api.call(PATIENCE, client -> client
            .stopExecution(stop -> stop.executionArn(arn).error("Chaos").cause("asked to")));
        if (result.value() != null) {
          told.keep("stopped", Map.of("arn", arn));
        }
      }
      case REDRIVE -> redrive(arn);
      default -> {
        // The others are left alone.
      }
    }
  }

  private void redrive(String arn) {
    for (int attempt = 0; attempt < 3; attempt++) {
      boolean failed = Pause.until(END, () -> {
        var status = api.call(PATIENCE,
            client -> client.describeExecution(describe -> describe.executionArn(arn)));
        return status.value() == null || status.value().status() != ExecutionStatus.RUNNING;
      });
      var status = api.call(PATIENCE,
          client -> client.describeExecution(describe -> describe.executionArn(arn)));
      if (!failed || status.value() == null
          || status.value().status() != ExecutionStatus.FAILED) {
        return;
      }
      // One token for all tries of one redrive, as the SDK has it.
      String token = java.util.UUID.randomUUID().toString();
      var result = api.call(PATIENCE, client -> client
          .redriveExecution(redrive -> redrive.executionArn(arn).clientToken(token)));
      if (result.value() != null) {
        told.keep("redriven", Map.of("arn", arn));
      }
    }
  }

  /** Starts no more, and waits for what is under way. */
  void end() {
    running = false;
    try {
      if (driver != null) {
        driver.join();
      }
      threads.shutdown();
      if (!threads.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
        List<Runnable> left = threads.shutdownNow();
        Progress.say("calls of the load are still under way: " + left.size() + " not begun");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
  }

  /** Notes what the API says of the Map runs; for when all have ended. */
  void describeMapRuns() {
    Semaphore some = new Semaphore(DESCRIBED_AT_ONCE);
    try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String arn : fanouts) {
        calls.execute(() -> {
          some.acquireUninterruptibly();
          try {
            describeMapRuns(arn);
          } finally {
            some.release();
          }
        });
      }
    }
  }

  private void describeMapRuns(String execution) {
    var list = api.call(PATIENCE, client -> client.listMapRuns(ask -> ask.executionArn(execution)));
    if (list.error().equals("ExecutionDoesNotExist")) {
      // Its start was never answered, and nothing came of it.
      return;
    }
    if (list.value() == null) {
      complain("V8", "the Map runs of " + execution + " are not listed: " + list.error());
      return;
    }
    for (MapRunListItem run : list.value().mapRuns()) {
      var answer = api.call(PATIENCE,
          client -> client.describeMapRun(ask -> ask.mapRunArn(run.mapRunArn())));
      DescribeMapRunResponse said = answer.value();
      if (said == null) {
        complain("V8", run.mapRunArn() + " is listed and not described: " + answer.error());
        return;
      }
      told.note("described", Map.of("execution", execution, "status", said.statusAsString(),
          "items", said.itemCounts().total(), "itemsSucceeded", said.itemCounts().succeeded(),
          "executions", said.executionCounts().total(), "executionsSucceeded",
          said.executionCounts().succeeded()));
    }
  }

  @Override
  public void close() {
    running = false;
    threads.shutdownNow();
  }
}
