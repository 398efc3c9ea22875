package dev.pawl.db.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * A trouble that may last. The log tells of it once when it begins, then at most once a minute, and once when it is
 * over: however many statements meet it.
 */
final class Trouble {
  private static final long AGAIN = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private final String what;
  private final String advice;
  private final String over;
  private final long quiet;
  private volatile boolean open;
  private volatile long since;
  private long metAt;
  private long toldAt;
  private long times;

  /**
   * @param what is the matter, as the beginning of a sentence
   * @param advice what the operator can do, and what becomes of the work
   * @param over says that all is well again
   * @param quiet the trouble is over at the first success after so long without it
   */
  Trouble(Logger log, String what, String advice, String over, Duration quiet) {
    this.log = log;
    this.what = what;
    this.advice = advice;
    this.over = over;
    this.quiet = quiet.toNanos();
  }

  /** Somebody has met it. */
  synchronized void met(long now, String detail) {
    metAt = now;
    times++;
    if (!open) {
      since = now;
      toldAt = now;
      times = 1;
      open = true;
      log.warn("{}: {}; {}", what, detail, advice);
    } else if (now - toldAt >= AGAIN) {
      toldAt = now;
      log.warn("{}, for {} s and met {} times by now: {}; {}", what, seconds(now), times, detail,
          advice);
    }
  }

  /** Something has gone well that it would have hindered. */
  void missed(long now) {
    if (open) {
      end(now);
    }
  }

  private synchronized void end(long now) {
    if (open && now - metAt >= quiet) {
      open = false;
      log.info("{} after {} s", over, seconds(now));
    }
  }

  private long seconds(long now) {
    return TimeUnit.NANOSECONDS.toSeconds(now - since);
  }

  boolean isOpen() {
    return open;
  }

  /** When it began, by the clock of its callers; means something while it is open. */
  long since() {
    return since;
  }
}
