package dev.pawl.api.execution;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.db.Database;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for executions to go on. However many wait, one statement asks the database for all, ten times a second, and
 * none while nobody waits. Safe for use by many threads.
 */
public final class ExecutionWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Logger LOG = LoggerFactory.getLogger(ExecutionWatch.class);

  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition end = lock.newCondition();
  private final Map<ExecutionKey, Watched> watched = new HashMap<>();
  private boolean running;
  private boolean closed;

  /** An execution that somebody waits for; guarded by the lock. */
  private static final class Watched {
    private final Condition news;
    private int waiting;
    private Optional<Progress> latest = Optional.empty();

    Watched(Condition news) {
      this.news = news;
    }
  }

  public ExecutionWatch(Database database) {
    this.database = database;
  }

  /**
   * Waits until an execution has ended or has an event after one.
   *
   * @param event the last event that the caller knows; {@link Integer#MAX_VALUE} where only the end counts
   * @return empty where the time is up, or the server stops
   */
  public Optional<Progress> await(ExecutionKey key, int event, Duration longest) {
    lock.lock();
    try {
      Watched one = watched.computeIfAbsent(key, _ -> new Watched(lock.newCondition()));
      one.waiting++;
      try {
        if (!running && !closed) {
          running = true;
          Thread.ofVirtual().name("executions").start(this::run);
        }
        long rest = longest.toNanos();
        while (rest > 0 && !closed && !isNews(one, event)) {
          rest = one.news.awaitNanos(rest);
        }
        return one.latest.filter(_ -> isNews(one, event));
      } finally {
        if (--one.waiting == 0) {
          watched.remove(key);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiError.SERVICE_UNAVAILABLE.about("The server is stopping. Try again.");
    } finally {
      lock.unlock();
    }
  }

  /** Whether the server stops: nobody waits any more. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isNews(Watched one, int event) {
    return one.latest.filter(now -> now.hasEnded() || now.lastEvent() > event).isPresent();
  }

  /** Runs while somebody waits. */
  private void run() {
    for (List<ExecutionKey> keys = next(); !keys.isEmpty(); keys = next()) {
      look(keys);
      pause();
    }
  }

  private List<ExecutionKey> next() {
    lock.lock();
    try {
      running = !closed && !watched.isEmpty();
      return running ? new ArrayList<>(watched.keySet()) : List.of();
    } finally {
      lock.unlock();
    }
  }

  private void look(List<ExecutionKey> keys) {
    try {
      List<Progress> found = database.executions().progress(keys);
      lock.lock();
      try {
        for (Progress progress : found) {
          Watched one = watched.get(progress.key());
          if (one != null) {
            one.latest = Optional.of(progress);
            one.news.signalAll();
          }
        }
      } finally {
        lock.unlock();
      }
    } catch (DatabaseUnavailableException | StatementFailedException e) {
      // Those who wait go on waiting for what is left of their time.
      LOG.debug("no look at executions that are waited for: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      // Errors, too: without this thread nobody would hear of anything any more.
      LOG.error("no look at {} executions that are waited for", keys.size(), e);
    }
  }

  private void pause() {
    lock.lock();
    try {
      long rest = EVERY.toNanos();
      while (rest > 0 && !closed) {
        rest = end.awaitNanos(rest);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but the end of the process.
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Sends all that wait away. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      end.signalAll();
      watched.values().forEach(one -> one.news.signalAll());
    } finally {
      lock.unlock();
    }
  }
}
