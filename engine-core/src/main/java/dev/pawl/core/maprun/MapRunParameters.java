package dev.pawl.core.maprun;

/**
 * What UpdateMapRun may change while a Map run runs.
 *
 * @param maxConcurrency how many children may run at once; 0 for the most there may be
 * @param toleratedCount how many items may fail; 0 says nothing
 * @param toleratedPercentage which share of the items may fail, from 0 to 100; 0 says nothing
 */
public record MapRunParameters(int maxConcurrency, long toleratedCount,
    double toleratedPercentage) {
  /** AWS's limit of children that run at once. */
  public static final int MOST_CHILDREN = 10_000;

  /** How many children may run at once. */
  public int concurrency() {
    return maxConcurrency == 0 ? MOST_CHILDREN : Math.min(maxConcurrency, MOST_CHILDREN);
  }

  /**
   * Whether more items have failed than may. Where both tolerances are 0, none may.
   *
   * @param total how many items there are; negative while nobody knows
   */
  boolean isExceeded(long failed, long total) {
    if (failed == 0) {
      return false;
    }
    if (toleratedCount == 0 && toleratedPercentage == 0) {
      return true;
    }
    return (toleratedCount > 0 && failed > toleratedCount)
        || (toleratedPercentage > 0 && total > 0 && failed * 100.0 / total > toleratedPercentage);
  }
}
