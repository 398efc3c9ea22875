package dev.pawl.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process has started: it is stopped when the process is asked to end, even in the middle of its start. */
final class Running {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private boolean ending;

  private Running() {}

  /** From now on the end of the process stops what is {@linkplain #start started}. */
  static Running begin() {
    Running running = new Running();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(running::stop));
    return running;
  }

  /**
   * Starts a part; the parts are stopped in the opposite order. A stop waits for a start under way, as nobody
   * could stop a part that is only half there.
   *
   * @throws StartupException where the process is ending already
   */
  synchronized <T extends AutoCloseable> T start(Supplier<T> start) {
    if (ending) {
      throw new StartupException("Pawl was asked to stop before it was ready.");
    }
    T part = start.get();
    parts.push(part);
    return part;
  }

  private synchronized void stop() {
    ending = true;
    parts.forEach(Running::close);
  }

  /** Keeps the process alive until it is asked to end: all threads of a worker are daemons. */
  void stay() {
    Thread.ofPlatform().name("running").start(() -> {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
    }
  }
}
