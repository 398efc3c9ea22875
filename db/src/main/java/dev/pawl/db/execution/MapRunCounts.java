package dev.pawl.db.execution;

import java.util.List;

/** How many of a Map run's items, and of its child executions, are in which state. */
public record MapRunCounts(Tally items, Tally executions) {
  /** Where the numbers stand that older releases do not know. */
  private static final int MORE = 2 * Tally.SIZE;

  /** Those of a Map run that has not begun. */
  public static final MapRunCounts NONE = new MapRunCounts(Tally.NONE, Tally.NONE);

  /**
   * Numbers of one kind.
   *
   * @param pending not begun
   * @param resultsWritten of those that have ended, how many results were gathered
   * @param pendingRedrive that have not succeeded and are still to be redriven
   * @param notRedrivable that have not succeeded and cannot be redriven
   */
  public record Tally(long total, long pending, long running, long succeeded, long failed,
      long timedOut, long aborted, long resultsWritten, long pendingRedrive,
      long notRedrivable) {
    private static final int SIZE = 8;

    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    /** Numbers of a Map run that was not redriven. */
    public Tally(long total, long pending, long running, long succeeded, long failed,
        long timedOut, long aborted, long resultsWritten) {
      this(total, pending, running, succeeded, failed, timedOut, aborted, resultsWritten, 0, 0);
    }

    private List<Long> stored() {
      return List.of(total, pending, running, succeeded, failed, timedOut, aborted,
          resultsWritten);
    }

    private static Tally of(Long[] stored, int from, int more) {
      boolean isOld = stored.length <= more;
      return new Tally(stored[from], stored[from + 1], stored[from + 2], stored[from + 3],
          stored[from + 4], stored[from + 5], stored[from + 6], stored[from + 7],
          isOld ? 0 : stored[more], isOld ? 0 : stored[more + 1]);
    }
  }

  /** As the column holds them. */
  Object[] stored() {
    Object[] numbers = new Object[MORE + 4];
    for (int i = 0; i < Tally.SIZE; i++) {
      numbers[i] = items.stored().get(i);
      numbers[Tally.SIZE + i] = executions.stored().get(i);
    }
    numbers[MORE] = items.pendingRedrive();
    numbers[MORE + 1] = items.notRedrivable();
    numbers[MORE + 2] = executions.pendingRedrive();
    numbers[MORE + 3] = executions.notRedrivable();
    return numbers;
  }

  static MapRunCounts of(Long[] stored) {
    return new MapRunCounts(Tally.of(stored, 0, MORE),
        Tally.of(stored, Tally.SIZE, MORE + 2));
  }
}
