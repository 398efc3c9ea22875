package dev.pawl.worker.burst;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** When the reader has to look next: known alarms, and a nudge from whoever has written something. */
public final class Alarms {
  private static final int KEPT = 100_000;

  private final PriorityQueue<Instant> known = new PriorityQueue<>();
  private final InstantSource clock;
  private boolean nudged;

  /** @param clock the database's time */
  public Alarms(InstantSource clock) {
    this.clock = clock;
  }

  /** Something is due at a time; where very many are known already, the poll finds it. */
  public synchronized void at(@Nullable Instant time) {
    if (time == null || known.size() >= KEPT) {
      return;
    }
    boolean earliest = known.isEmpty() || time.isBefore(known.peek());
    known.add(time);
    if (earliest) {
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
      Instant next = known.peek();
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
    while (!known.isEmpty() && !known.peek().isAfter(now)) {
      known.poll();
      called = true;
    }
    return called;
  }
}
