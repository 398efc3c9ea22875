package dev.pawl.core.maprun;

import dev.pawl.core.outcome.StatesError;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a Map run stands. Its size does not depend on how many items there are.
 *
 * @param nextChild how many children were started; the number of the next one
 * @param nextItem how many items were given to them; the number of the next one
 * @param block the children that are about to be started
 * @param total how many items there are; -1 while nobody knows
 * @param executions how the children have ended
 * @param items how their items have ended
 * @param end why no more children are started and those that run are stopped; null while all is well
 * @param isStopSent whether those that run were told to stop
 * @param pin what the object with the items was like when it was opened; empty where they come from elsewhere
 * @param earlier what is left of the time before it was redriven
 */
public record MapRunState(int nextChild, long nextItem, AnnouncedBlock block, long total,
    Counts executions, Counts items, @Nullable End end, boolean isStopSent,
    Optional<SourcePin> pin, EarlierRounds earlier) {
  /** So many children are started at once, at most. */
  public static final int BLOCK = 500;

  public static final MapRunState BEGINNING = new MapRunState(0, 0, AnnouncedBlock.NONE, -1,
      Counts.NONE, Counts.NONE, null, false, Optional.empty(), EarlierRounds.NONE);

  private static final StatesError EXCEEDED = new StatesError(
      "States.ExceedToleratedFailureThreshold",
      "The specified tolerated failure threshold was exceeded");

  /**
   * Why a Map run ends early.
   *
   * @param error what fails it; null where its execution was stopped
   */
  public record End(@Nullable StatesError error) {}

  /** What a Map run does next. */
  public sealed interface Next {
    /** So many more children may be announced. */
    record Announce(int most) implements Next {}

    /** The children that were announced are to be started. */
    record Start() implements Next {}

    /** Children that run are to be told to stop. */
    record Stop() implements Next {}

    /** Nothing, until a child has ended. */
    record Await() implements Next {}

    /** All children have ended: results are gathered, and the execution is told. */
    record Finish() implements Next {}
  }

  /** How many children there are, or are about to be. */
  public int begun() {
    return nextChild + block.begun();
  }

  /** How many items these have. */
  public long begunItems() {
    return nextItem + block.begunItems();
  }

  /** The number above those of all children that there are, or may be. */
  public int bound() {
    return nextChild + block.children();
  }

  /** The number of the first item that was not even announced. */
  public long unannouncedItem() {
    return nextItem + block.items();
  }

  /** As {@link #bound}, with the children of earlier rounds that have not been gone over. */
  public int allBound() {
    return Math.max(bound(), earlier.bound());
  }

  /** The number of the first item that was not announced in any round. */
  public long neverAnnouncedItem() {
    return Math.max(unannouncedItem(), earlier.unannouncedItem());
  }

  /** Whether the next children may be there from before the Map run was redriven. */
  public boolean isGoingOver() {
    return bound() < earlier.bound();
  }

  /**
   * The same Map run, to be gone over from its first child on: those that have succeeded are left alone, the others
   * are redriven, those that were never started are started.
   */
  public MapRunState redriven() {
    boolean isUntouched = allBound() == 0;
    return new MapRunState(0, 0, AnnouncedBlock.NONE, total, Counts.NONE, Counts.NONE, null,
        false, isUntouched ? Optional.empty() : pin,
        new EarlierRounds(allBound(), neverAnnouncedItem(),
            executions.plus(earlier.executions()), items.plus(earlier.items()), 0, 0));
  }

  /** How many children run. */
  public long running() {
    return begun() - executions.ended();
  }

  /** Children have ended. */
  public MapRunState closed(List<ChildClosing> closings) {
    Counts children = executions;
    Counts worked = items;
    for (ChildClosing closing : closings) {
      if (!isAwaited(closing)) {
        continue;
      }
      children = children.plus(closing.status(), 1);
      worked = worked.plus(closing.status(), closing.items());
    }
    return counting(children, worked);
  }

  /** Ends from before a redrive may come late. */
  private boolean isAwaited(ChildClosing closing) {
    return closing.index() < nextChild
        || (closing.index() < bound() && block.counts(closing));
  }

  /** The next children are there: those that have not succeeded are about to be redriven. */
  public MapRunState announced(List<KnownChild> known) {
    return with(AnnouncedBlock.ofKnown(known), total).settled(known);
  }

  /**
   * The next children are about to be started, but for those that have succeeded before.
   *
   * @param ended those that have ended before, and how
   */
  public MapRunState announced(int children, long itemsGiven, List<KnownChild> ended) {
    List<KnownChild> succeeded = ended.stream().filter(KnownChild::hasSucceeded).toList();
    return with(
        AnnouncedBlock.of(children, itemsGiven).settling(succeeded.size(),
            succeeded.stream().mapToLong(KnownChild::items).sum()),
        total).settled(ended);
  }

  private MapRunState settled(List<KnownChild> known) {
    Counts children = executions;
    Counts worked = items;
    EarlierRounds left = earlier;
    for (KnownChild child : known) {
      if (child.status().isPresent()) {
        left = left.without(child.status().get(), child.items());
      }
      if (child.hasSucceeded()) {
        children = children.plus(ChildStatus.SUCCEEDED, 1);
        worked = worked.plus(ChildStatus.SUCCEEDED, child.items());
      }
    }
    return counting(children, worked).after(left.upTo(bound()));
  }

  private MapRunState after(EarlierRounds left) {
    return new MapRunState(nextChild, nextItem, block, total, executions, items, end, isStopSent,
        pin, left);
  }

  /**
   * A child that was about to be redriven is not: its end stays.
   *
   * @param isForGood whether it can never be redriven
   */
  public MapRunState leaving(KnownChild child, boolean isForGood) {
    ChildStatus status = child.status().orElseThrow();
    MapRunState left = with(block.leaving(child.index()), total).counting(
        executions.plus(status, 1), items.plus(status, child.items()));
    return isForGood ? left.after(earlier.losing(child.items())) : left;
  }

  /** So many children are about to be started, with so many items in all. */
  public MapRunState announced(int children, long itemsGiven) {
    return with(AnnouncedBlock.of(children, itemsGiven), total);
  }

  /** The children that were announced are there. */
  public MapRunState started() {
    return new MapRunState(bound(), unannouncedItem(), AnnouncedBlock.NONE, total, executions,
        items, end, isStopSent, pin, earlier);
  }

  /** All items are known to be there: so many. */
  public MapRunState of(long all) {
    return with(block, all);
  }

  /** The items come from that content. */
  public MapRunState from(Optional<SourcePin> content) {
    return new MapRunState(nextChild, nextItem, block, total, executions, items, end, isStopSent,
        content, earlier);
  }

  /** Ends early; the first reason counts. */
  public MapRunState ending(@Nullable StatesError error) {
    return end != null
        ? this
        : new MapRunState(nextChild, nextItem, block, total, executions, items, new End(error),
            false, pin, earlier);
  }

  /** Children that ran in the memory of a node which is gone have ended with it. */
  public MapRunState lost(long children, long itemsLost) {
    return counting(executions.plus(ChildStatus.ABORTED, children),
        items.plus(ChildStatus.ABORTED, itemsLost));
  }

  /**
   * The children that run were told to stop.
   *
   * @param absent how many of those that were announced were never started
   * @param absentItems how many items these have
   */
  public MapRunState stopSent(int absent, long absentItems) {
    return new MapRunState(nextChild, nextItem, block.without(absent, absentItems), total,
        executions, items, end, true, pin, earlier);
  }

  /** The same, but ending where more items have failed than may. */
  public MapRunState judged(MapRunParameters parameters) {
    return parameters.isExceeded(items.unhappy(), total) ? ending(EXCEEDED) : this;
  }

  private MapRunState with(AnnouncedBlock announced, long all) {
    return new MapRunState(nextChild, nextItem, announced, all, executions, items, end,
        isStopSent, pin, earlier);
  }

  private MapRunState counting(Counts children, Counts worked) {
    return new MapRunState(nextChild, nextItem, block, total, children, worked, end, isStopSent,
        pin, earlier);
  }

  /**
   * What is to be done.
   *
   * @param concurrency how many children may run at once
   */
  public Next next(int concurrency) {
    if (end != null) {
      if (running() > 0) {
        return isStopSent ? new Next.Await() : new Next.Stop();
      }
      return new Next.Finish();
    }
    if (block.children() > 0) {
      return new Next.Start();
    }
    if (nextItem == total) {
      return running() > 0 ? new Next.Await() : new Next.Finish();
    }
    long room = concurrency - running();
    return room > 0 ? new Next.Announce((int) Math.min(room, BLOCK)) : new Next.Await();
  }

  /** What {@link #read} reads again. */
  public byte[] toBytes() {
    return StoredMapRunState.pack(this);
  }

  /** Reads what {@link #toBytes} gave. */
  public static MapRunState read(byte[] stored) {
    return StoredMapRunState.read(stored);
  }
}
