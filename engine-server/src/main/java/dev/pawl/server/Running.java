package dev.pawl.server;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the process alive until it is asked to stop, and then stops its parts one after the other. */
final class Running {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);

  private Running() {}

  /**
   * Registers what is to be closed at the end.
   *
   * @param parts in the order in which they are closed
   */
  static void until(AutoCloseable... parts) {
    List<AutoCloseable> all = List.of(parts);
    Runtime.getRuntime().addShutdownHook(
        Thread.ofPlatform().name("stop").unstarted(() -> all.forEach(Running::close)));
    // All threads of a worker are daemons; this one holds the process.
    Thread.ofPlatform().name("running").start(() -> {
      try {
        new java.util.concurrent.CountDownLatch(1).await();
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
