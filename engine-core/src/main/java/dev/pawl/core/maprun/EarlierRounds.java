package dev.pawl.core.maprun;

/**
 * What is left of the time before a Map run was redriven: the children that it has not yet gone over again, and those
 * that cannot be redriven.
 *
 * @param bound the number above those of all children that there were, or may have been
 * @param unannouncedItem the number of the first item that had not even been announced
 * @param executions how the children have ended that were not gone over
 * @param items how their items have ended
 * @param lostExecutions how many children cannot be redriven
 * @param lostItems how many items these have
 */
public record EarlierRounds(int bound, long unannouncedItem, Counts executions, Counts items,
    long lostExecutions, long lostItems) {
  public static final EarlierRounds NONE = new EarlierRounds(0, 0, Counts.NONE, Counts.NONE, 0,
      0);

  /** One of these children has its turn. */
  EarlierRounds without(ChildStatus status, long itemsOfIt) {
    return new EarlierRounds(bound, unannouncedItem, executions.minus(status, 1),
        items.minus(status, itemsOfIt), lostExecutions, lostItems);
  }

  /** A child stays as it is for good. */
  EarlierRounds losing(long itemsOfIt) {
    return new EarlierRounds(bound, unannouncedItem, executions, items, lostExecutions + 1,
        lostItems + itemsOfIt);
  }

  /** All had their turn whose number is below this one: ends that nothing is known of are not missed. */
  EarlierRounds upTo(int child) {
    return child < bound
        ? this
        : new EarlierRounds(bound, unannouncedItem, Counts.NONE, Counts.NONE, lostExecutions,
            lostItems);
  }
}
