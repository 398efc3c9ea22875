package dev.pawl.core.maprun;

/** How many children, or items, have ended in which way. */
public record Counts(long succeeded, long failed, long timedOut, long aborted) {
  public static final Counts NONE = new Counts(0, 0, 0, 0);

  public long ended() {
    return succeeded + failed + timedOut + aborted;
  }

  /** Those that count against the tolerance. */
  long unhappy() {
    return failed + timedOut;
  }

  Counts plus(ChildStatus status, long number) {
    return switch (status) {
      case SUCCEEDED -> new Counts(succeeded + number, failed, timedOut, aborted);
      case FAILED -> new Counts(succeeded, failed + number, timedOut, aborted);
      case TIMED_OUT -> new Counts(succeeded, failed, timedOut + number, aborted);
      case ABORTED -> new Counts(succeeded, failed, timedOut, aborted + number);
    };
  }
}
