package dev.pawl.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time of a local run: as it passes, or without the parts in which nothing happens. Belongs to one run. */
public final class LocalClock {
  private final InstantSource source;
  private final boolean skipsWaits;
  private Duration skipped = Duration.ZERO;

  private LocalClock(InstantSource source, boolean skipsWaits) {
    this.source = source;
    this.skipsWaits = skipsWaits;
  }

  /** Time as it passes. */
  public static LocalClock real(InstantSource source) {
    return new LocalClock(source, false);
  }

  /** Where nothing can happen before a timer rings, and no call is under way, it rings at once. */
  public static LocalClock skippingWaits(InstantSource source) {
    return new LocalClock(source, true);
  }

  /** The time of the run, to the millisecond. */
  public Instant now() {
    return source.instant().plus(skipped).truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Waits until something has come or a time is reached.
   *
   * @param callsAreUnderWay whether something may come by itself, for which even a virtual clock waits
   * @return what has come; null where it is that time
   */
  @Nullable
  Runnable await(BlockingQueue<Runnable> arriving, Instant until, boolean callsAreUnderWay)
      throws InterruptedException {
    Runnable come = skipsWaits && !callsAreUnderWay
        ? arriving.poll()
        : arriving.poll(Math.max(1, Duration.between(now(), until).toMillis()),
            TimeUnit.MILLISECONDS);
    Duration left = Duration.between(now(), until);
    if (come == null && left.isPositive()) {
      skipped = skipped.plus(left);
    }
    return come;
  }
}
