package dev.pawl.worker.express;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.AcceptedExpress;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExpressStarts;
import dev.pawl.worker.burst.LaneMeters;
import dev.pawl.worker.burst.WriterLane;
import dev.pawl.worker.lease.Leases;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asynchronous Express executions: each is a row from its acceptance to its end, and runs in the memory of the node that
 * owns the row. An execution whose node is gone runs again from its beginning on the node that looks after its shard,
 * so that each runs at least once. Safe for any number of threads.
 */
public final class AsyncExpress implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(AsyncExpress.class);

  /** How often is looked for those that nobody runs; what is left for this node is told to it besides. */
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Its log is all that an execution leaves; where a destination is away, it is not waited for longer. */
  private static final Duration LOGGED = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofMinutes(1);
  private static final int BATCH = 500;

  /** One that ends its nodes does so this often and no more. */
  private static final int MOST_LOSSES = 10;

  private final ExpressStarts rows;
  private final ExpressExecutions executions;
  private final Leases leases;
  private final UUID me;
  private final LaneMeters meters;
  private final BlockingQueue<WriterLane.Entry<AcceptedExpress, Boolean>> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<WriterLane.Entry<ExecutionKey, Boolean>> ended = new LinkedBlockingQueue<>();
  private final Semaphore nudges = new Semaphore(0);

  /** What this node owns, or is about to. */
  private final Map<ExecutionKey, Held> mine = new ConcurrentHashMap<>();

  /** When is next looked for those whose node is gone, in nanoseconds; belongs to the thread of {@link #run}. */
  private long nextLost = System.nanoTime();
  private volatile boolean closed;

  /**
   * @param me the node as owner of rows
   */
  public AsyncExpress(ExpressStarts rows, ExpressExecutions executions, Leases leases,
      UUID me, MeterRegistry meters) {
    this.rows = rows;
    this.executions = executions;
    this.leases = leases;
    this.me = me;
    this.meters = LaneMeters.of(meters, "express");
  }

  /**
   * An execution that will run at least once.
   *
   * @param arn of the execution
   */
  public record Accepted(String arn, Instant startedAt) {}

  /** How far an execution of this node's has come. */
  private sealed interface Held {
    /** Its row is being written. */
    record Writing(CompletableFuture<Optional<Accepted>> answer) implements Held {}

    record Running() implements Held {}

    /** Only its log and its row are left. */
    record Ended() implements Held {}

    /** It is somebody else's as soon as the database has heard of it. */
    record Leaving() implements Held {}
  }

  /** Writers of acceptances and of ends; each wants a thread. */
  public List<Runnable> lanes() {
    return List.of(
        new WriterLane<>(accepted, BATCH, row -> row.input().length, this::accept, meters),
        new WriterLane<>(ended, BATCH, _ -> 1, this::forget, meters));
  }

  /**
   * Accepts an execution, which then runs here. The answer comes after the commit.
   *
   * @param id the id of its row, so that a start which is sent again is known; empty: one is made up
   * @return empty where the node runs so many already that this one was not accepted; completes exceptionally where the
   *     database cannot be reached or its answer was lost: the execution may run all the same
   */
  public CompletableFuture<Optional<Accepted>> start(ExpressStart start, Optional<UUID> id) {
    if (closed || !executions.reserve(start.input())) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    String name = start.name()
        .orElseGet(() -> id.orElseGet(executions::version4).toString());
    UUID row = id.orElseGet(executions::version4);
    Instant now = executions.clock().now().truncatedTo(ChronoUnit.MILLIS);
    AcceptedExpress plain = new AcceptedExpress(
        new ExecutionKey(Shards.of(start.stateMachineId(), name), row), start.stateMachineId(),
        start.revision(), start.by(), name, id.orElseGet(executions::version4), now,
        Codec.pack(start.input()), 0);
    AcceptedExpress execution;
    try {
      execution = rows.seal(plain);
    } catch (RuntimeException e) {
      executions.free(start.input());
      return CompletableFuture.failedFuture(e);
    }
    Accepted told = new Accepted(executions.arn(start, identity(execution, now)), now);
    var answer = new CompletableFuture<Optional<Accepted>>();
    Held before = mine.putIfAbsent(execution.key(), new Held.Writing(answer));
    if (before != null) {
      executions.free(start.input());
      return switch (before) {
        case Held.Writing(CompletableFuture<Optional<Accepted>> first) -> first;
        case Held.Running _,Held.Ended _ ->
          CompletableFuture.completedFuture(Optional.of(told));
        // Whether it is written nobody knows: its turn comes when this is over.
        case Held.Leaving _ -> CompletableFuture.completedFuture(Optional.empty());
      };
    }
    accepted.add(
        new WriterLane.Entry<>(execution, new Acceptance(start, execution, told, answer)));
    return answer;
  }

  private List<Boolean> accept(List<AcceptedExpress> batch) {
    rows.accept(batch, me);
    return Collections.nCopies(batch.size(), true);
  }

  private List<Boolean> forget(List<ExecutionKey> batch) {
    rows.forget(batch);
    return Collections.nCopies(batch.size(), true);
  }

  private final class Acceptance implements WriterLane.Receipt<Boolean> {
    private final ExpressStart start;
    private final AcceptedExpress execution;
    private final Accepted told;
    private final CompletableFuture<Optional<Accepted>> answer;

    Acceptance(ExpressStart start, AcceptedExpress execution, Accepted told,
        CompletableFuture<Optional<Accepted>> answer) {
      this.told = told;
      this.start = start;
      this.execution = execution;
      this.answer = answer;
    }

    @Override
    public void written(Boolean outcome) {
      run(execution, start, execution.startedAt());
      answer.completeAsync(() -> Optional.of(told));
    }

    @Override
    public void unknown(RuntimeException why) {
      // If it was written after all, somebody has to run it.
      executions.free(start.input());
      release(execution.key());
      answer.completeExceptionally(why);
    }
  }

  /** In room that is reserved. */
  private void run(AcceptedExpress execution, ExpressStart start, Instant startedAt) {
    mine.put(execution.key(), new Held.Running());
    CompletableFuture<ExpressEnd> _ = executions
        .runIn(start, () -> identity(execution, startedAt))
        .whenComplete((end, failure) -> {
          if (failure == null) {
            logged(execution.key(), end);
          } else {
            failed(execution, failure);
          }
        });
  }

  /** The definition is out of reach, or it or the code is at fault: another node or the next release may do better. */
  private void failed(AcceptedExpress execution, Throwable failure) {
    if (closed) {
      return;
    }
    if (failure instanceof DatabaseUnavailableException) {
      LOG.debug("the Express execution {} is tried again in {} s: {}", execution.key().id(),
          LATER.toSeconds(), failure.getMessage());
    } else {
      LOG.error("the Express execution {} ({}) cannot be run; it is tried again in {} s",
          execution.name(), execution.key().id(), LATER.toSeconds(), failure);
    }
    later(LATER, () -> release(execution.key()));
  }

  /** The row stays until the log is written: who loses both runs it again. */
  private void logged(ExecutionKey key, ExpressEnd end) {
    mine.put(key, new Held.Ended());
    CompletableFuture<Void> _ = executions.logged(end)
        .completeOnTimeout(null, LOGGED.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, _) -> ended(key));
  }

  private void ended(ExecutionKey key) {
    mine.put(key, new Held.Ended());
    ended.add(new WriterLane.Entry<>(key, new WriterLane.Receipt<>() {
      @Override
      public void written(Boolean outcome) {
        mine.remove(key);
      }

      @Override
      public void unknown(RuntimeException why) {
        later(PAUSE, () -> ended(key));
      }
    }));
  }

  /** Leaves it to whoever claims it next; again and again until the database has heard of it. */
  private void release(ExecutionKey key) {
    mine.put(key, new Held.Leaving());
    later(Duration.ZERO, () -> {
      try {
        rows.release(List.of(key), me);
        mine.remove(key);
      } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
          | StatementFailedException e) {
        LOG.debug("an Express execution is given back in {} s: {}", PAUSE.toSeconds(),
            e.getMessage());
        later(PAUSE, () -> release(key));
      }
    });
  }

  private void later(Duration delay, Runnable work) {
    try {
      ScheduledFuture<?> _ = executions.timers().schedule(
          () -> Thread.ofVirtual().name("express-row").start(work),
          delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The node stops: what it owns is released by close, or found once the node's row is gone.
      LOG.debug("not done any more, since the node stops", e);
    }
  }

  /** Something was written that this node may have to run. */
  public void nudge() {
    nudges.release();
  }

  /** Looks for executions that nobody runs, until it is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        boolean _ = nudges.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        nudges.drainPermits();
        look();
      } catch (InterruptedException e) {
        return;
      } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
          | StatementFailedException e) {
        // The database's watch tells the operator, once for all.
        LOG.debug("Express executions are looked for again in {} s: {}", LOOK.toSeconds(),
            e.getMessage());
      } catch (RuntimeException | Error e) {
        // Errors, too: a node without this thread would look alive and leave them.
        LOG.error("Express executions are looked for again in {} s", LOOK.toSeconds(), e);
      }
    }
  }

  private void look() {
    Set<Integer> shards = leases.shards();
    int room = Math.min(BATCH, executions.room());
    if (shards.isEmpty() || room < 1) {
      return;
    }
    List<AcceptedExpress> found = new ArrayList<>(rows.claimFree(shards, me, room));
    if (System.nanoTime() - nextLost >= 0) {
      // However often something is new.
      nextLost = System.nanoTime() + LOOK.toNanos();
      found.addAll(rows.claimLost(shards, me, Math.max(1, room - found.size())));
    }
    found.forEach(this::claimed);
    if (found.size() >= room) {
      nudge();
    }
  }

  private void claimed(AcceptedExpress execution) {
    if (mine.putIfAbsent(execution.key(), new Held.Running()) != null) {
      // It was given back and claimed before its giver had noticed: once more, when it has.
      later(PAUSE, () -> release(execution.key()));
      return;
    }
    if (execution.losses() > MOST_LOSSES) {
      LOG.error("the Express execution {} ({}) has lost {} nodes and is given up",
          execution.name(), execution.key().id(), execution.losses());
      ended(execution.key());
      return;
    }
    ExpressStart start = start(execution);
    if (!executions.reserve(start.input())) {
      release(execution.key());
      return;
    }
    // What it has waited for its run does not count.
    run(execution, start, executions.clock().now().truncatedTo(ChronoUnit.MILLIS));
  }

  private static ExpressStart start(AcceptedExpress execution) {
    return new ExpressStart(execution.stateMachineId(), execution.revision(), execution.by(),
        Optional.of(execution.name()), Codec.unpackPayload(execution.input()), Optional.empty());
  }

  private static ExpressIdentity identity(AcceptedExpress execution, Instant startedAt) {
    return new ExpressIdentity(execution.key(), execution.name(), execution.suffix(), startedAt,
        ExecutionKind.EXPRESS);
  }

  /** Whether nothing that was accepted here is without its end. */
  public boolean isIdle() {
    return mine.isEmpty();
  }

  /** Takes no more. */
  public void stop() {
    closed = true;
  }

  /** Gives back what has not ended, once nothing runs here any more. */
  public void leave() {
    Map<Boolean, List<ExecutionKey>> all = mine.entrySet().stream()
        .collect(Collectors.partitioningBy(entry -> entry.getValue() instanceof Held.Ended,
            Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    List<ExecutionKey> over = all.getOrDefault(true, List.of());
    List<ExecutionKey> open = all.getOrDefault(false, List.of());
    try {
      if (!over.isEmpty()) {
        rows.forget(over);
      }
      if (!open.isEmpty()) {
        rows.release(open, me);
      }
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
        | StatementFailedException e) {
      LOG.warn("{} Express executions run again once this node counts as gone: {}", open.size(),
          e.getMessage());
    }
  }
}
