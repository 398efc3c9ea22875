package dev.pawl.db.execution;

import java.util.List;

/** How many of a Map run's items, and of its child executions, are in which state. */
public record MapRunCounts(Tally items, Tally executions) {
  /** Those of a Map run that has not begun. */
  public static final MapRunCounts NONE = new MapRunCounts(Tally.NONE, Tally.NONE);

  /**
   * Numbers of one kind.
   *
   * @param pending not begun
   * @param resultsWritten of those that have ended, how many results were gathered
   */
  public record Tally(long total, long pending, long running, long succeeded, long failed,
      long timedOut, long aborted, long resultsWritten) {
    private static final int SIZE = 8;

    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    private List<Long> stored() {
      return List.of(total, pending, running, succeeded, failed, timedOut, aborted,
          resultsWritten);
    }

    private static Tally of(Long[] stored, int from) {
      return new Tally(stored[from], stored[from + 1], stored[from + 2], stored[from + 3],
          stored[from + 4], stored[from + 5], stored[from + 6], stored[from + 7]);
    }
  }

  /** As the column holds them. */
  Object[] stored() {
    Object[] numbers = new Object[2 * Tally.SIZE];
    for (int i = 0; i < Tally.SIZE; i++) {
      numbers[i] = items.stored().get(i);
      numbers[Tally.SIZE + i] = executions.stored().get(i);
    }
    return numbers;
  }

  static MapRunCounts of(Long[] stored) {
    return new MapRunCounts(Tally.of(stored, 0), Tally.of(stored, Tally.SIZE));
  }
}
