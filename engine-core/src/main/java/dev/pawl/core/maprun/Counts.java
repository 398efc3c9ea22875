package dev.pawl.core.maprun;

/** How many children, or items, have ended in which way. */
public record Counts(long succeeded, long failed, long timedOut, long aborted) {
  public static final Counts NONE = new Counts(0, 0, 0, 0);

  public long ended() {
    return succeeded + failed + timedOut + aborted;
  }

  /** Those that a redrive does again. */
  public long unfinished() {
    return failed + timedOut + aborted;
  }

  Counts plus(Counts more) {
    return new Counts(succeeded + more.succeeded, failed + more.failed,
        timedOut + more.timedOut, aborted + more.aborted);
  }

  /** Never less than none: an end that was not counted is not missed. */
  Counts minus(ChildStatus status, long number) {
    Counts less = plus(status, -number);
    return new Counts(Math.max(0, less.succeeded), Math.max(0, less.failed),
        Math.max(0, less.timedOut), Math.max(0, less.aborted));
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
