package dev.pawl.worker.burst;

import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A thread that writes in batches: while one batch is being made durable, the next one fills. Several lanes
 * may take from one queue.
 *
 * @param <T> what is written
 * @param <R> what became of it
 */
public final class WriterLane<T, R> implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WriterLane.class);

  private static final String AGAIN = "a batch of {} is not known to be written; its executions are loaded again: {}";

  /** A larger statement would take too long for its time limit. */
  private static final long MOST_BYTES = 4L << 20;

  /** A lane whose last batch had so many entries is busy. */
  private static final int BUSY = 16;

  /** How long a busy lane waits for more. */
  private static final Duration LINGER = Duration.ofMillis(1);

  /** One thing to write, and who wants to know. */
  public record Entry<T, R>(T value, Receipt<R> receipt) {}

  /** Told what became of an entry; on the lane's thread, so it must be quick. */
  public interface Receipt<R> {
    void written(R outcome);

    /** Nobody knows, or nothing can be written now: load again. */
    void unknown(RuntimeException why);
  }

  private final BlockingQueue<Entry<T, R>> queue;
  private final int batch;
  private final ToLongFunction<T> weight;
  private final Function<List<T>, List<R>> writer;
  private final LaneMeters meters;
  private int previous;

  /**
   * Makes a lane.
   *
   * @param batch the most entries that are written at once
   * @param weight about how many bytes an entry is; a batch ends at {@link #MOST_BYTES}
   */
  public WriterLane(BlockingQueue<Entry<T, R>> queue, int batch, ToLongFunction<T> weight,
      Function<List<T>, List<R>> writer, LaneMeters meters) {
    this.queue = queue;
    this.batch = batch;
    this.weight = weight;
    this.writer = writer;
    this.meters = meters;
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Entry<T, R> first = queue.take();
        // Under load a moment is spent on collecting more: a statement costs far more than a row of it.
        writeFrom(first, previous >= BUSY ? System.nanoTime() + LINGER.toNanos() : 0);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Writes one batch of what waits; false where nothing does. */
  public boolean step() {
    Entry<T, R> first = queue.poll();
    if (first == null) {
      return false;
    }
    writeFrom(first, 0);
    return true;
  }

  /** @param until by {@link System#nanoTime}, how long more may be waited for; 0 for not at all */
  private void writeFrom(Entry<T, R> first, long until) {
    List<Entry<T, R>> entries = new ArrayList<>();
    entries.add(first);
    fill(entries, until);
    previous = entries.size();
    write(entries);
  }

  private void fill(List<Entry<T, R>> entries, long until) {
    long bytes = weight.applyAsLong(entries.getFirst().value());
    while (entries.size() < batch && bytes < MOST_BYTES) {
      Entry<T, R> next = queue.poll();
      if (next == null && until != 0) {
        next = awaitNext(until);
      }
      if (next == null) {
        return;
      }
      entries.add(next);
      bytes += weight.applyAsLong(next.value());
    }
  }

  /** Null where none came, or the lane is to end: what it has taken is still its own to write. */
  private @Nullable Entry<T, R> awaitNext(long until) {
    try {
      return queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void write(List<Entry<T, R>> entries) {
    List<R> outcomes;
    long begun = System.nanoTime();
    try {
      outcomes = writer.apply(entries.stream().map(Entry::value).toList());
    } catch (UnknownCommitOutcomeException | DatabaseUnavailableException e) {
      // The database's watch tells the operator, once for all.
      LOG.debug(AGAIN, entries.size(), e.getMessage());
      entries.forEach(entry -> tell(() -> entry.receipt().unknown(e)));
      return;
    } catch (StatementFailedException e) {
      LOG.atLevel(e.isPassing() ? Level.DEBUG : Level.WARN)
          .log(AGAIN, entries.size(), e.getMessage());
      entries.forEach(entry -> tell(() -> entry.receipt().unknown(e)));
      return;
    } catch (RuntimeException | Error e) {
      // Errors, too: a lane that ends would leave its node alive and writing nothing.
      LOG.error("a batch of {} failed; its executions are loaded again", entries.size(), e);
      RuntimeException why = new IllegalStateException("a commit failed", e);
      entries.forEach(entry -> tell(() -> entry.receipt().unknown(why)));
      return;
    } finally {
      meters.time().record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
      meters.size().record(entries.size());
    }
    for (int i = 0; i < outcomes.size(); i++) {
      R outcome = outcomes.get(i);
      Receipt<R> receipt = entries.get(i).receipt();
      tell(() -> receipt.written(outcome));
    }
  }

  /** One receipt that fails must not keep the others from theirs. */
  private static void tell(Runnable receipt) {
    try {
      receipt.run();
    } catch (RuntimeException | Error e) {
      LOG.error("the outcome of a commit was not taken up; the watchdog will find its execution",
          e);
    }
  }
}
