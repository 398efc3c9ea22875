package dev.pawl.worker.burst;

import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
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
  private final Function<List<T>, List<R>> writer;

  public WriterLane(BlockingQueue<Entry<T, R>> queue, int batch,
      Function<List<T>, List<R>> writer) {
    this.queue = queue;
    this.batch = batch;
    this.writer = writer;
  }

  @Override
  public void run() {
    List<Entry<T, R>> entries = new ArrayList<>();
    while (!Thread.currentThread().isInterrupted()) {
      entries.clear();
      try {
        entries.add(queue.take());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      queue.drainTo(entries, batch - 1);
      write(entries);
    }
  }

  private void write(List<Entry<T, R>> entries) {
    List<R> outcomes;
    try {
      outcomes = writer.apply(entries.stream().map(Entry::value).toList());
    } catch (UnknownCommitOutcomeException | StatementFailedException e) {
      LOG.warn("a batch of {} may or may not be written; its executions are loaded again: {}",
          entries.size(),
          e.getMessage());
      entries.forEach(entry -> tell(() -> entry.receipt().unknown(e)));
      return;
    } catch (RuntimeException e) {
      LOG.error("a batch of {} failed; its executions are loaded again", entries.size(), e);
      entries.forEach(entry -> tell(() -> entry.receipt().unknown(e)));
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
    } catch (RuntimeException e) {
      LOG.error("the outcome of a commit was not taken up; the watchdog will find its execution",
          e);
    }
  }
}
