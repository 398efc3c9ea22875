package dev.pawl.worker;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One start of a node: what others know it by, and what its code asks the machine for.
 *
 * @param nanoTime a clock that never goes back, in nanoseconds from any beginning; it measures what time went by, and
 *     never decides what is due
 * @param random makes ids and jitter
 */
public record Incarnation(UUID id, LongSupplier nanoTime, RandomGenerator random) {
  /** A start of this process. */
  public static Incarnation ofThisProcess() {
    return new Incarnation(UUID.randomUUID(), System::nanoTime, new SecureRandom());
  }

  /** The nanoseconds that went by since a reading of {@code nanoTime}. */
  public long nanosSince(long reading) {
    return nanoTime.getAsLong() - reading;
  }
}
