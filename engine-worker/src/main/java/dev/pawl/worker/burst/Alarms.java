package dev.pawl.worker.burst;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When the reader has to look next: known alarms, and a nudge from whoever has written something. */
public final class Alarms {
  private static final int KEPT = 100_000;

  /** In whole milliseconds, rounded up: many alarms of one moment are one. */
  private final NavigableSet<Instant> known = new TreeSet<>();
  private final InstantSource clock;
  private boolean nudged;

  /** @param clock the database's time */
  public Alarms(InstantSource clock) {
    this.clock = clock;
  }

  /** Something is due at a time; where very many are known already, the latest are left to the poll. */
  public synchronized void at(@Nullable Instant time) {
    if (time == null) {
      return;
    }
    Instant moment = time.truncatedTo(ChronoUnit.MILLIS);
    boolean added = known.add(moment.isBefore(time) ? moment.plusMillis(1) : moment);
    if (known.size() > KEPT) {
      known.pollLast();
    }
    if (added && !known.isEmpty() && !known.first().isBefore(moment)) {
      notifyAll();
    }
  }

  /** There is something to read now. */
  public synchronized void nudge() {
    nudged = true;
    notifyAll();
  }

  /**
   * Waits for a nudge or an alarm, at most for the given time.
   *
   * @return whether there was one
   */
  synchronized boolean await(Duration longest) throws InterruptedException {
    Instant end = clock.instant().plus(longest);
    while (!nudged) {
      Instant now = clock.instant();
      Instant next = known.isEmpty() ? null : known.first();
      Instant until = next != null && next.isBefore(end) ? next : end;
      if (!now.isBefore(until)) {
        break;
      }
      // A millisecond more: an alarm that is looked at too early would only be looked at again.
      wait(Duration.between(now, until).toMillis() + 1);
    }
    boolean called = nudged;
    nudged = false;
    Instant now = clock.instant();
    while (!known.isEmpty() && !known.first().isAfter(now)) {
      known.pollFirst();
      called = true;
    }
    return called;
  }
}
