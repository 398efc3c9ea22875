package dev.pawl.worker.express;

import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.db.connection.DatabaseClock;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.worker.attempt.AttemptKey;
import dev.pawl.worker.attempt.Attempts;
import dev.pawl.worker.attempt.Caller;
import dev.pawl.worker.burst.Interpreters;
import dev.pawl.worker.definition.Definitions;
import dev.pawl.worker.definition.Machine;
import dev.pawl.worker.log.ExecutionLog;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The Express executions that run on this node. Safe for any number of threads. */
public final class ExpressExecutions implements AutoCloseable {
  private static final int MOST_RUNNING = 10_000;

  /** Each holds its whole state in memory: so much of the heap may their inputs take. */
  private static final int SHARE_OF_HEAP = 8;

  private final AtomicInteger under = new AtomicInteger();
  private final long mostBytes = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
  private final AtomicLong bytesUnder = new AtomicLong();
  private final Definitions definitions;
  private final DatabaseClock clock;
  private final RandomGenerator random;
  private final String region;
  private final Limits limits;
  private final Interpreters interpreters;
  private final ExecutionLog log;
  private final Attempts attempts;
  private final Map<ExecutionKey, ExpressRun> running = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1,
      Thread.ofPlatform().name("express-timers").daemon().factory());

  /**
   * @param limits those of Standard executions; Express ones end after 5 minutes and have no bound on events
   * @param interpreters computes bursts
   */
  public ExpressExecutions(Definitions definitions, DatabaseClock clock, RandomGenerator random,
      String region, Limits limits, Caller caller,
      Interpreters interpreters, ExecutionLog log) {
    this.definitions = definitions;
    this.clock = clock;
    this.random = random;
    this.region = region;
    this.limits = limits.ofExpress();
    this.interpreters = interpreters;
    this.log = log;
    this.attempts = new Attempts(caller, this::returned);
    // Most alarms are the 5 minutes of executions that ended long before.
    timers.setRemoveOnCancelPolicy(true);
  }

  /**
   * Runs an execution to its end.
   *
   * @return empty where the node runs so many already that this one was not begun; completes exceptionally where the
   *     definition cannot be read
   */
  public CompletableFuture<Optional<ExpressEnd>> run(ExpressStart start) {
    return reserve(start.input())
        ? runIn(start, () -> identity(start)).thenApply(Optional::of)
        : CompletableFuture.completedFuture(Optional.empty());
  }

  /** Takes the room of one execution, which {@link #runIn} or {@link #free} gives back; false where there is none. */
  boolean reserve(Payload input) {
    long bytes = bytesUnder.addAndGet(input.utf8Length());
    if (under.incrementAndGet() > MOST_RUNNING || bytes > mostBytes) {
      free(input);
      return false;
    }
    return true;
  }

  /** Gives back room that was reserved. */
  void free(Payload input) {
    under.decrementAndGet();
    bytesUnder.addAndGet(-input.utf8Length());
  }

  /** Runs an execution that has its identity, in room that was reserved for it. */
  CompletableFuture<ExpressEnd> runIn(ExpressStart start, Supplier<ExpressIdentity> identity) {
    CompletableFuture<ExpressEnd> end = new CompletableFuture<>();
    interpreters.execute(() -> {
      try {
        begin(start, identity.get(), end);
      } catch (RuntimeException | Error e) {
        end.completeExceptionally(e);
      }
    });
    return end.whenComplete((_, _) -> free(start.input()));
  }

  /** How many attempts have a call under way. */
  public int callsUnderWay() {
    return attempts.underWay();
  }

  /** How many more may begin now; below 1 for none. */
  int room() {
    return MOST_RUNNING - under.get();
  }

  /**
   * The ARN of an execution.
   *
   * @throws RuntimeException where the definition cannot be read
   */
  String arn(ExpressStart start, ExpressIdentity identity) {
    return arn(machine(start), identity);
  }

  private Machine machine(ExpressStart start) {
    return definitions.of(start.stateMachineId(), start.revision(), start.parent());
  }

  private static String arn(Machine machine, ExpressIdentity identity) {
    Arn.StateMachine arn = (Arn.StateMachine) Arn.parse(machine.arn()).orElseThrow();
    return arn.express(identity.name(), identity.suffix()).text();
  }

  private ExpressIdentity identity(ExpressStart start) {
    String name = start.name().orElseGet(() -> version4().toString());
    return new ExpressIdentity(
        new ExecutionKey(Shards.of(start.stateMachineId(), name),
            new UUID(random.nextLong(), random.nextLong())),
        name, version4(), clock.now().truncatedTo(ChronoUnit.MILLIS), ExecutionKind.SYNC_EXPRESS);
  }

  private void begin(ExpressStart start, ExpressIdentity identity,
      CompletableFuture<ExpressEnd> end) {
    Machine machine = machine(start);
    ExecutionKey key = identity.key();
    Execution execution = new Execution(key.id(), key.shard(),
        arn(machine, identity), identity.name(),
        machine.roleArn(), machine.arn(), machine.name(), region, start.input(),
        identity.startedAt(), identity.kind()).of(start.parent()).by(start.by());
    ExpressRun run = new ExpressRun(this, key, execution, machine, end);
    running.put(key, run);
    if (closed) {
      run.abandon();
    } else {
      run.begin();
    }
  }

  UUID version4() {
    return new UUID((random.nextLong() & ~0xF000L) | 0x4000L,
        (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L);
  }

  private void returned(AttemptKey attempt, Outcome<Payload> outcome) {
    ExpressRun run = running.get(attempt.execution());
    if (run != null) {
      run.returned(attempt, outcome);
    }
  }

  /** An execution has ended. */
  void ended(ExecutionKey key) {
    running.remove(key);
  }

  DatabaseClock clock() {
    return clock;
  }

  RandomGenerator random() {
    return random;
  }

  Limits limits() {
    return limits;
  }

  Interpreters interpreters() {
    return interpreters;
  }

  ScheduledThreadPoolExecutor timers() {
    return timers;
  }

  Attempts attempts() {
    return attempts;
  }

  /** Completes once the log has what was given to it of the execution. */
  CompletableFuture<Void> logged(ExpressEnd end) {
    return log.written(end.machine());
  }

  ExecutionLog log() {
    return log;
  }

  /** Ends what runs; nobody goes on with it. */
  @Override
  public void close() {
    closed = true;
    running.values().forEach(ExpressRun::abandon);
    timers.shutdownNow();
    attempts.abandon();
  }
}
