package dev.pawl.cli.run;

import dev.pawl.local.LocalRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops a run that is not over in time, and on Ctrl-C, for as long as it is open. */
final class Stopping implements AutoCloseable {
  /** So long a run has to come to its end once somebody has pressed Ctrl-C. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final LocalRun run;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread onExit = new Thread(this::exit, "stop-run");
  private volatile boolean isLate;

  private Stopping(LocalRun run) {
    this.run = run;
  }

  /** @param longest empty for as long as it takes */
  static Stopping of(LocalRun run, Optional<Duration> longest) {
    Stopping stopping = new Stopping(run);
    Runtime.getRuntime().addShutdownHook(stopping.onExit);
    longest.ifPresent(
        length -> Thread.ofVirtual().name("run-timeout").start(() -> stopping.watch(length)));
    return stopping;
  }

  /** Whether the time was over first. */
  boolean isLate() {
    return isLate;
  }

  private void watch(Duration longest) {
    try {
      if (!over.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        isLate = true;
        run.stop(null, "--timeout was over after " + longest.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void exit() {
    run.stop(null, "stopped by Ctrl-C");
    try {
      boolean _ = over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException _) {
      // The process is ending already, by this very hook.
    }
  }
}
