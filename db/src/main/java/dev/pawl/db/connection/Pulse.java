package dev.pawl.db.connection;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the database's clock every few seconds, so that a node which has nothing else to ask knows whether the
 * database answers and how far the clocks are apart. Started by its construction.
 */
public final class Pulse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final DatabaseClock clock;
  private final Thread thread;

  public Pulse(DatabaseClock clock) {
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("pulse").start(this::beat);
  }

  private void beat() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(PAUSE);
        clock.resample();
      } catch (InterruptedException e) {
        return;
      } catch (DatabaseUnavailableException e) {
        // The pool has told its watch, which tells the operator.
        LOG.debug("the database could not be asked for its time: {}", e.getMessage());
      } catch (RuntimeException | Error e) {
        // Errors, too: a node without this thread would not notice that the database is away.
        LOG.warn("the database could not be asked for its time", e);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
