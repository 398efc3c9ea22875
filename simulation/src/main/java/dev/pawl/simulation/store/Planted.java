package dev.pawl.simulation.store;

/** A promise that the store breaks on purpose. */
public enum Planted {
  /** A commit counts whatever revision it began from, and however a task's row stands. */
  NO_FENCE,
  /** Neither names nor history events are unique. */
  NO_UNIQUE,
  /** The store's time, as it tells it with what it loads, is 3 s ahead: timers fire early. */
  EARLY_TIMER,
  /** Every third message that goes with a write is lost. */
  LOST_OUTBOX
}
