package dev.pawl.core.expression;

/**
 * The time that all fields and rules of a state may take together when it is entered, or when it is left. It
 * begins with the first look at it. For one thread. It reads a clock only so that the guards can stop what would
 * not stop, never to decide anything.
 */
public final class EvaluationAllowance {
  private static final long STANDARD_NANOS = 1_000_000_000L;

  private final long nanos;
  private long startNanos;
  private boolean begun;

  /** One second. */
  public EvaluationAllowance() {
    this(STANDARD_NANOS);
  }

  /** @param nanos the time, in nanoseconds */
  EvaluationAllowance(long nanos) {
    this.nanos = nanos;
  }

  boolean isUsedUp() {
    long now = System.nanoTime();
    if (!begun) {
      begun = true;
      startNanos = now;
    }
    return now - startNanos > nanos;
  }
}
