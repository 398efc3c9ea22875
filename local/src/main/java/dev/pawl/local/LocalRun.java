package dev.pawl.local;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Payload;
import dev.pawl.local.mock.Mocks;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of a state machine in memory. One thread does all of it, step by step, so that the same machine, input, mocks,
 * clock and source of chance give the same events; only real calls are made on threads of their own.
 */
public final class LocalRun {
  private static final int KEY_BYTES = 32;

  private final LocalMachine machine;
  private final Parts parts;
  private final RunListener listener;
  private final Calls calls;
  private final TaskTokens tokens;

  /** What is to be done now, and what comes from other threads. */
  private final Queue<Runnable> due = new ArrayDeque<>();
  private final BlockingQueue<Runnable> arriving = new LinkedBlockingQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>(
      Comparator.comparing(Timer::at).thenComparingLong(Timer::number));
  private long timersSet;

  private final List<HistoryEvent> history = new ArrayList<>();
  private @Nullable LocalResult result;
  private volatile Event.@Nullable Stopped stop;

  /**
   * What a run is given from outside.
   *
   * @param mocks answer before {@code outside} is asked
   * @param random the only source of chance, ids included
   */
  public record Parts(Mocks mocks, Outside outside, LocalClock clock, RandomGenerator random,
      Limits limits) {}

  /** An alarm; one that its execution has forgotten does nothing. */
  record Timer(Instant at, long number, LocalExecution execution) {}

  public LocalRun(LocalMachine machine, Parts parts, RunListener listener) {
    this.machine = machine;
    this.parts = parts;
    this.listener = listener;
    this.calls = new Calls(parts.outside(), arriving);
    byte[] key = new byte[KEY_BYTES];
    parts.random().nextBytes(key);
    this.tokens = new TaskTokens(key, machine.account());
  }

  /**
   * Runs an execution to its end. To be called once.
   *
   * @param name the execution's; empty for one made up
   * @throws NotLocalException where it comes to something that needs a mock
   * @throws InterruptedException when the thread is interrupted; calls under way are given up then, too
   */
  public LocalResult run(Optional<String> name, Payload input) throws InterruptedException {
    Execution execution = execution(name, input);
    LocalExecution began = new LocalExecution(this, execution, machine.definition(),
        machine.type(), history::add, closed -> ended(execution, closed));
    try {
      began.begin();
      while (result == null) {
        step(began);
      }
      return result;
    } finally {
      calls.giveUp();
    }
  }

  /** Stops the execution as StopExecution does; on any thread, at any time. */
  public void stop(@Nullable String error, @Nullable String cause) {
    stop = new Event.Stopped(error, cause);
    arriving.add(() -> {});
  }

  private Execution execution(Optional<String> given, Payload input) {
    Instant now = parts.clock().now();
    UUID id = ExecutionIds.next(now, parts.random());
    String name = given.orElseGet(id::toString);
    Arn.StateMachine arn = machine.arn();
    boolean isExpress = machine.type() == MachineType.EXPRESS;
    return new Execution(id, 0,
        isExpress
            ? new Arn.Express(arn.region(), arn.account(), arn.name(), name, id.toString()).text()
            : new Arn.Execution(arn.region(), arn.account(), arn.name(), name).text(),
        name, machine.roleArn(), arn.text(), machine.name(), machine.region(), input, now,
        isExpress ? ExecutionKind.SYNC_EXPRESS : ExecutionKind.STANDARD);
  }

  private void ended(Execution execution, Decision.Next.Closed closed) {
    result = new LocalResult(execution, closed.status(), closed.output(), closed.error(),
        parts.clock().now(), history);
  }

  private void step(LocalExecution began) throws InterruptedException {
    Event.Stopped asked = stop;
    if (asked != null) {
      stop = null;
      began.take(asked);
      return;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("the run is no longer wanted");
    }
    Runnable next = due.poll();
    if (next == null) {
      next = arriving.poll();
    }
    if (next == null) {
      next = await();
    }
    if (next != null) {
      next.run();
    }
  }

  /** Nothing is to be done now: the next timer, or what comes before it. */
  private @Nullable Runnable await() throws InterruptedException {
    Timer next = timers.peek();
    while (next != null && !next.execution().waitsFor(next)) {
      timers.poll();
      next = timers.peek();
    }
    if (next == null) {
      return arriving.take();
    }
    if (next.at().isAfter(parts.clock().now())) {
      return parts.clock().await(arriving, next.at(), calls.areUnderWay());
    }
    timers.poll();
    return next.execution()::ring;
  }

  Parts parts() {
    return parts;
  }

  LocalMachine machine() {
    return machine;
  }

  Calls calls() {
    return calls;
  }

  TaskTokens tokens() {
    return tokens;
  }

  RunListener listener() {
    return listener;
  }

  /** Does something after all that is to be done before. */
  void later(Runnable work) {
    due.add(work);
  }

  Timer timer(Instant at, LocalExecution execution) {
    Timer timer = new Timer(at, timersSet++, execution);
    timers.add(timer);
    return timer;
  }

}
