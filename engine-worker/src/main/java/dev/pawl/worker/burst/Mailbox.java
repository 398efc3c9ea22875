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

  /** What a burst starts from. */
  record Turn(List<Event> returned, @Nullable LoadedRun loaded, @Nullable OpenExecution cached) {}

  Mailbox() {}

  /** Begins with what this node has just written itself. */
  Mailbox(OpenExecution open) {
    cached = open;
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
    returned.addAll(0, again);
    busy = !returned.isEmpty() || loaded != null;
    return busy;
  }

  synchronized boolean isIdle() {
    return !busy;
  }
}
