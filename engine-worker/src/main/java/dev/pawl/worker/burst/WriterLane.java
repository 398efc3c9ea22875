package dev.pawl.worker.burst;

import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that writes in batches: while one batch is being made durable, the next one fills. Several lanes
 * may take from one queue.
 *
 * @param <T> what is written
 * @param <R> what became of it
 */
public final class WriterLane<T, R> implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WriterLane.class);

  /** A larger statement would take too long for its time limit. */
  private static final long MOST_BYTES = 4L << 20;

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

  /**
   * Makes a lane.
   *
   * @param batch the most entries that are written at once
   * @param weight about how many bytes an entry is; a batch ends at {@link #MOST_BYTES}
   */
  public WriterLane(BlockingQueue<Entry<T, R>> queue, int batch, ToLongFunction<T> weight,
      Function<List<T>, List<R>> writer) {
    this.queue = queue;
    this.batch = batch;
    this.weight = weight;
    this.writer = writer;
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        writeFrom(queue.take());
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
    writeFrom(first);
    return true;
  }

  private void writeFrom(Entry<T, R> first) {
    List<Entry<T, R>> entries = new ArrayList<>();
    entries.add(first);
    fill(entries);
    write(entries);
  }

  private void fill(List<Entry<T, R>> entries) {
    long bytes = weight.applyAsLong(entries.getFirst().value());
    while (entries.size() < batch && bytes < MOST_BYTES) {
      Entry<T, R> next = queue.poll();
      if (next == null) {
        return;
      }
      entries.add(next);
      bytes += weight.applyAsLong(next.value());
    }
  }

  private void write(List<Entry<T, R>> entries) {
    List<R> outcomes;
    try {
      outcomes = writer.apply(entries.stream().map(Entry::value).toList());
    } catch (UnknownCommitOutcomeException | StatementFailedException
        | DatabaseUnavailableException e) {
      LOG.warn("a batch of {} is not known to be written; its executions are loaded again: {}",
          entries.size(),
          e.getMessage());
      entries.forEach(entry -> tell(() -> entry.receipt().unknown(e)));
      return;
    } catch (RuntimeException | Error e) {
      // Errors, too: a lane that ends would leave its node alive and writing nothing.
      LOG.error("a batch of {} failed; its executions are loaded again", entries.size(), e);
      RuntimeException why = new IllegalStateException("a commit failed", e);
      entries.forEach(entry -> tell(() -> entry.receipt().unknown(why)));
      return;
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
