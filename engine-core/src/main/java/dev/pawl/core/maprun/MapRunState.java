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
 */
public record MapRunState(int nextChild, long nextItem, AnnouncedBlock block, long total,
    Counts executions, Counts items, @Nullable End end, boolean isStopSent,
    Optional<SourcePin> pin) {
  /** So many children are started at once, at most. */
  public static final int BLOCK = 500;

  public static final MapRunState BEGINNING = new MapRunState(0, 0, AnnouncedBlock.NONE, -1,
      Counts.NONE, Counts.NONE, null, false, Optional.empty());

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

  /** How many children run. */
  public long running() {
    return begun() - executions.ended();
  }

  /** Children have ended. */
  public MapRunState closed(List<ChildClosing> closings) {
    Counts children = executions;
    Counts worked = items;
    for (ChildClosing closing : closings) {
      children = children.plus(closing.status(), 1);
      worked = worked.plus(closing.status(), closing.items());
    }
    return counting(children, worked);
  }

  /** So many children are about to be started, with so many items in all. */
  public MapRunState announced(int children, long itemsGiven) {
    return with(AnnouncedBlock.of(children, itemsGiven), total);
  }

  /** The children that were announced are there. */
  public MapRunState started() {
    return new MapRunState(bound(), unannouncedItem(), AnnouncedBlock.NONE, total, executions,
        items, end, isStopSent, pin);
  }

  /** All items are known to be there: so many. */
  public MapRunState of(long all) {
    return with(block, all);
  }

  /** The items come from that content. */
  public MapRunState from(Optional<SourcePin> content) {
    return new MapRunState(nextChild, nextItem, block, total, executions, items, end, isStopSent,
        content);
  }

  /** Ends early; the first reason counts. */
  public MapRunState ending(@Nullable StatesError error) {
    return end != null
        ? this
        : new MapRunState(nextChild, nextItem, block, total, executions, items, new End(error),
            false, pin);
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
        executions, items, end, true, pin);
  }

  /** The same, but ending where more items have failed than may. */
  public MapRunState judged(MapRunParameters parameters) {
    return parameters.isExceeded(items.unhappy(), total) ? ending(EXCEEDED) : this;
  }

  private MapRunState with(AnnouncedBlock announced, long all) {
    return new MapRunState(nextChild, nextItem, announced, all, executions, items, end,
        isStopSent, pin);
  }

  private MapRunState counting(Counts children, Counts worked) {
    return new MapRunState(nextChild, nextItem, block, total, children, worked, end, isStopSent,
        pin);
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
