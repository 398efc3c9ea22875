package dev.pawl.core.maprun;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The children that are about to be started, or redriven: written down before the first of them is, so that whoever
 * takes the Map run over knows which there may be.
 *
 * @param children how many; their numbers follow those of the children that were started
 * @param items how many items they have in all
 * @param absentChildren how many of them were never started, since the Map run was stopped before
 * @param absentItems how many items those have
 * @param settledChildren how many of them had succeeded before, and are left alone
 * @param settledItems how many items those have
 * @param again which are to be redriven, where all of them are there already; empty for children to be started
 */
public record AnnouncedBlock(int children, long items, int absentChildren, long absentItems,
    int settledChildren, long settledItems, Optional<List<WaitingChild>> again) {
  public static final AnnouncedBlock NONE = of(0, 0);

  public AnnouncedBlock {
    again = again.map(List::copyOf);
  }

  static AnnouncedBlock of(int children, long items) {
    return new AnnouncedBlock(children, items, 0, 0, 0, 0, Optional.empty());
  }

  /** Children that are there; those that have not succeeded are redriven, and of those that run an end will come. */
  static AnnouncedBlock ofKnown(List<KnownChild> known) {
    List<WaitingChild> again = new ArrayList<>();
    long items = 0;
    long settledItems = 0;
    for (KnownChild child : known) {
      items += child.items();
      if (child.hasSucceeded()) {
        settledItems += child.items();
      } else {
        again.add(new WaitingChild(child.index(),
            child.status().isEmpty() ? child.redrives() - 1 : child.redrives()));
      }
    }
    return new AnnouncedBlock(known.size(), items, 0, 0, known.size() - again.size(),
        settledItems, Optional.of(again));
  }

  AnnouncedBlock settling(int settled, long itemsOfThem) {
    return new AnnouncedBlock(children, items, absentChildren, absentItems, settled, itemsOfThem,
        again);
  }

  AnnouncedBlock without(int childrenNeverStarted, long itemsOfThem) {
    return new AnnouncedBlock(children, items, childrenNeverStarted, itemsOfThem,
        settledChildren, settledItems, again);
  }

  /** One of those to be redriven is not. */
  AnnouncedBlock leaving(int index) {
    return new AnnouncedBlock(children, items, absentChildren, absentItems, settledChildren,
        settledItems,
        again.map(all -> all.stream().filter(child -> child.index() != index).toList()));
  }

  /** Whether a child of the block has ended that is worth counting: an end from before its redrive is not. */
  boolean counts(ChildClosing closing) {
    return again.isEmpty() || again.get().stream().anyMatch(
        child -> child.index() == closing.index() && closing.isAfter(child.redrives() + 1));
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
