package dev.pawl.core.maprun;

/**
 * The children that are about to be started: written down before the first of them is, so that whoever takes the Map
 * run over knows which there may be.
 *
 * @param children how many; their numbers follow those of the children that were started
 * @param items how many items they have in all
 * @param absentChildren how many of them were never started, since the Map run was stopped before
 * @param absentItems how many items those have
 */
public record AnnouncedBlock(int children, long items, int absentChildren, long absentItems) {
  public static final AnnouncedBlock NONE = new AnnouncedBlock(0, 0, 0, 0);

  static AnnouncedBlock of(int children, long items) {
    return new AnnouncedBlock(children, items, 0, 0);
  }

  AnnouncedBlock without(int childrenNeverStarted, long itemsOfThem) {
    return new AnnouncedBlock(children, items, childrenNeverStarted, itemsOfThem);
  }

  /** How many there are. */
  public int begun() {
    return children - absentChildren;
  }

  /** How many items these have. */
  public long begunItems() {
    return items - absentItems;
  }
}
