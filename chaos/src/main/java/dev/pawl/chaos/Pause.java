package dev.pawl.chaos;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting: faults have a length, and load has a rate. */
final class Pause {
  private static final Duration STEP = Duration.ofMillis(100);

  private Pause() {}

  /** @throws Stopped where the thread is interrupted */
  static void of(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
  }

  /** Waits until a condition holds; whether it did in time. */
  static boolean until(Duration longest, BooleanSupplier condition) {
    long end = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      of(STEP);
    }
    return true;
  }
}
