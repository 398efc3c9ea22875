package dev.pawl.core.interpreter;

/** Leaves a burst from any depth because the history has no room for another event but the last. */
final class HistoryFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long previous;

  /** @param previous what the event that found no room would have pointed to */
  HistoryFull(long previous) {
    super("the history is full", null, false, false);
    this.previous = previous;
  }

  long previous() {
    return previous;
  }
}
