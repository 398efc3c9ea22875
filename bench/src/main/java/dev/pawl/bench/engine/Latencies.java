package dev.pawl.bench.engine;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts of durations in steps of 10 microseconds; those of over 2 seconds count as 2 seconds. For any threads. */
final class Latencies {
  private static final long STEP_NANOS = 10_000;
  private static final int STEPS = 200_000;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS);

  void add(long nanos) {
    counts.incrementAndGet((int) Math.min(STEPS - 1, nanos / STEP_NANOS));
  }

  /**
   * The duration that so many percent do not exceed, in nanoseconds.
   *
   * @throws IllegalStateException where there is none
   */
  double percentile(double percent) {
    long all = 0;
    for (int i = 0; i < STEPS; i++) {
      all += counts.get(i);
    }
    long wanted = (long) Math.ceil(all * percent / 100);
    long seen = 0;
    for (int i = 0; i < STEPS; i++) {
      seen += counts.get(i);
      if (seen >= wanted && seen > 0) {
        return (double) (i + 1) * STEP_NANOS;
      }
    }
    throw new IllegalStateException("nothing was measured");
  }
}
