package dev.pawl.worker.burst;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.outcome.StatesError;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that compute bursts, and the watchdog over them. Expressions stop themselves (docs/limits.md);
 * the watchdog is for what they cannot see. Java cannot stop a thread from outside, so one whose evaluation
 * does not end is given up: another thread takes its place, and its burst is answered for without it.
 */
public final class Interpreters implements BurstExecutor, AutoCloseable {
  /** An evaluation that takes longer fails its execution. */
  public static final Duration LONGEST_EVALUATION = Duration.ofSeconds(3);

  /** A burst that has taken longer ends at the next state and goes on later, so that others get their turn. */
  private static final Duration LONGEST_BURST = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(Interpreters.class);

  /** More lost threads than this, and the node ought to be replaced. */
  private static final int MOST_LOST = 4;

  /**
   * An evaluation is given up when it is seen at so many looks in a row: a process that stood still, for a
   * collection or a suspended machine, looks once and not twelve times when it goes on.
   */
  private static final int LOOKS = 12;

  /** More than threads of the API have, so that all expressions that they could parse are parsed here, too. */
  private static final long STACK_BYTES = 4L * 1_024 * 1_024;

  private final ThreadPoolExecutor pool;
  private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
  private final AtomicInteger lost = new AtomicInteger();
  private final Duration betweenLooks;
  private final Thread watchdog;

  /**
   * Starts the threads.
   *
   * @param longestEvaluation after about this time an evaluation is given up
   */
  public Interpreters(int threads, Duration longestEvaluation) {
    betweenLooks = longestEvaluation.dividedBy(LOOKS);
    pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofPlatform().name("interpreter-", 0).daemon().stackSize(STACK_BYTES).factory());
    pool.prestartAllCoreThreads();
    watchdog = Thread.ofPlatform().name("interpreter-watchdog").daemon().start(this::watch);
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  @Override
  public void executeAfter(Duration delay, Runnable task) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, this).execute(task);
  }

  /** {@inheritDoc} The calling thread is one of these, and {@code ifEndless} is told on another. */
  @Override
  public <T> Optional<T> compute(String arn, Function<EvaluationWatch, T> burst,
      Consumer<StatesError> ifEndless) {
    Seat seat = new Seat(arn, ifEndless);
    seats.add(seat);
    try {
      T decision = burst.apply(seat);
      return seat.leave() ? Optional.of(decision) : comeBack(seat);
    } catch (RuntimeException | Error e) {
      if (seat.leave()) {
        throw e;
      }
      return comeBack(seat);
    } finally {
      seats.remove(seat);
    }
  }

  /** How many threads are lost at this moment: one whose evaluation ends after all is no longer. */
  public int lostThreads() {
    return lost.get();
  }

  /** Whether so few threads are lost that the node can go on. */
  public boolean isHealthy() {
    return lost.get() <= MOST_LOST;
  }

  /** Whether somebody looks for evaluations without an end. */
  public boolean isWatched() {
    return watchdog.isAlive();
  }

  /** Lets bursts under way and waiting come to their end, except for those that are lost. */
  @Override
  public void close() {
    watchdog.interrupt();
    pool.shutdown();
  }

  /** Forgets the bursts that wait. */
  public void abandon() {
    watchdog.interrupt();
    pool.shutdownNow();
  }

  private void watch() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(betweenLooks.toNanos());
        lookAtAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAtAll() {
    try {
      for (Seat seat : seats) {
        Supplier<StatesError> endless = seat.look();
        if (endless != null && seat.leave()) {
          giveUp(seat, endless);
        }
      }
    } catch (RuntimeException | Error e) {
      // Errors, too: without a watchdog one evaluation without an end holds its thread for ever.
      LOG.error("the watchdog over evaluations failed and looks again", e);
    }
  }

  private void giveUp(Seat seat, Supplier<StatesError> endless) {
    resize(1);
    int now = lost.incrementAndGet();
    LOG.error(
        "an evaluation of execution {} does not end: the execution fails, its thread is replaced; "
            + "{} threads are lost, {}",
        seat.arn, now, now > MOST_LOST ? "restart this node" : "more than 4 need a restart");
    pool.execute(() -> seat.ifEndless.accept(endless.get()));
  }

  private <T> Optional<T> comeBack(Seat seat) {
    LOG.info("the evaluation of execution {} that was given up has ended", seat.arn);
    lost.decrementAndGet();
    resize(-1);
    return Optional.empty();
  }

  private synchronized void resize(int change) {
    int threads = pool.getCorePoolSize() + change;
    if (change > 0) {
      pool.setMaximumPoolSize(threads);
      pool.setCorePoolSize(threads);
    } else {
      pool.setCorePoolSize(threads);
      pool.setMaximumPoolSize(threads);
    }
  }

  /** A thread at a burst. Told by that thread, looked at by the watchdog. */
  private static final class Seat implements EvaluationWatch {
    private final long began;
    private final String arn;
    private final Consumer<StatesError> ifEndless;
    private final AtomicBoolean left = new AtomicBoolean();
    /** Odd during an evaluation. */
    private final AtomicLong beat = new AtomicLong();
    private volatile @Nullable Supplier<StatesError> evaluation;
    private long seen;
    private int looks;

    Seat(String arn, Consumer<StatesError> ifEndless) {
      this.began = System.nanoTime();
      this.arn = arn;
      this.ifEndless = ifEndless;
    }

    @Override
    public void begins(Supplier<StatesError> endless) {
      evaluation = endless;
      beat.incrementAndGet();
    }

    @Override
    public void ends() {
      beat.incrementAndGet();
      evaluation = null;
    }

    @Override
    public boolean isTimeUp() {
      return System.nanoTime() - began > LONGEST_BURST.toNanos();
    }

    /** Gives the burst away, to the first of thread and watchdog that asks. */
    boolean leave() {
      return left.compareAndSet(false, true);
    }

    /** What has been under way for too long; null where nothing has. */
    @Nullable
    Supplier<StatesError> look() {
      long now = beat.get();
      Supplier<StatesError> current = evaluation;
      if (now % 2 == 0 || now != seen) {
        seen = now;
        looks = 0;
        return null;
      }
      looks++;
      return looks >= LOOKS && beat.get() == now ? current : null;
    }
  }
}
