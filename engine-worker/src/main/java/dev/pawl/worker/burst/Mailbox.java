package dev.pawl.worker.burst;

import dev.pawl.core.interpreter.Event;
import dev.pawl.db.execution.LoadedRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has come for one execution while at most one burst of it is under way. Guarded by itself.
 */
final class Mailbox {
  private final List<Event> returned = new ArrayList<>();
  private @Nullable LoadedRun loaded;
  private @Nullable OpenExecution cached;
  private boolean busy;
  private boolean knocked;

  /** Whether an attempt may name this node as its owner whose call this node has not made. */
  private boolean owing;

  /** What a burst starts from. */
  record Turn(List<Event> returned, @Nullable LoadedRun loaded, @Nullable OpenExecution cached) {}

  Mailbox() {}

  /** A mailbox whose first burst is under way already. */
  static Mailbox busy() {
    Mailbox mailbox = new Mailbox();
    mailbox.busy = true;
    return mailbox;
  }

  /** Adds the answer of an own call; true where a turn must be scheduled. */
  synchronized boolean add(Event event) {
    returned.add(event);
    return becomeBusy();
  }

  /** Adds what the reader found; true where a turn must be scheduled. */
  synchronized boolean add(LoadedRun run) {
    loaded = run;
    return becomeBusy();
  }

  private boolean becomeBusy() {
    boolean wasIdle = !busy;
    busy = true;
    return wasIdle;
  }

  /** Takes all that has come. */
  synchronized Turn take() {
    var turn = new Turn(List.copyOf(returned), loaded, cached);
    returned.clear();
    loaded = null;
    return turn;
  }

  /**
   * Ends a turn.
   *
   * @param open how the execution stands now; null where it must be loaded again
   * @param again events whose burst was not written
   * @return whether more has come, so that the next turn must be scheduled
   */
  synchronized boolean release(@Nullable OpenExecution open, List<Event> again) {
    cached = open;
    owing = false;
    returned.addAll(0, again);
    busy = !returned.isEmpty() || loaded != null;
    return busy;
  }

  /**
   * Ends a turn that came to nothing; what the own calls brought stays for the next one, and so does what this node
   * owes.
   *
   * @return whether there is anything to keep
   */
  synchronized boolean park(List<Event> again) {
    cached = null;
    loaded = null;
    returned.addAll(0, again);
    busy = false;
    return hasMore();
  }

  private boolean hasMore() {
    return owing || !returned.isEmpty();
  }

  /**
   * An intent of this node may be in the store while its call was not made. While this node lives nobody else will look
   * after it, so this one has to, whoever looks after the shard.
   */
  synchronized void owe() {
    owing = true;
  }

  synchronized boolean isOwing() {
    return owing;
  }

  /** The time set aside is over; true where a turn must be scheduled. */
  synchronized boolean unpark() {
    return hasMore() && becomeBusy();
  }

  /** Something is in the database for it: whoever ends the burst under way sees to it; false where none is. */
  synchronized boolean knock() {
    knocked = busy;
    return busy;
  }

  /** Whether there was a {@link #knock}, and the burst under way then has ended. */
  synchronized boolean heardKnock() {
    boolean heard = knocked && !busy;
    knocked &= busy;
    return heard;
  }

  synchronized boolean isIdle() {
    return !busy;
  }
}
