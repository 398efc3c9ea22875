package dev.pawl.core.maprun;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a Map run stands. Its size does not depend on how many items there are.
 *
 * @param nextChild how many children were started; the number of the next one
 * @param nextItem how many items were given to them; the number of the next one
 * @param total how many items there are; -1 while nobody knows
 * @param executions how the children have ended
 * @param items how their items have ended
 * @param end why no more children are started and those that run are stopped; null while all is well
 * @param isStopSent whether those that run were told to stop
 */
public record MapRunState(int nextChild, long nextItem, long total, Counts executions,
    Counts items, @Nullable End end, boolean isStopSent) {
  /** So many children are started at once. */
  public static final int BLOCK = 500;

  public static final MapRunState BEGINNING = new MapRunState(0, 0, -1, Counts.NONE, Counts.NONE,
      null, false);

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
    /** So many more children may be started. */
    record Start(int most) implements Next {}

    /** Children that run are to be told to stop. */
    record Stop() implements Next {}

    /** Nothing, until a child has ended. */
    record Await() implements Next {}

    /** All children have ended: results are gathered, and the execution is told. */
    record Finish() implements Next {}
  }

  /** How many children run. */
  public long running() {
    return nextChild - executions.ended();
  }

  /** Children have ended. */
  public MapRunState closed(List<ChildClosing> closings) {
    Counts children = executions;
    Counts worked = items;
    for (ChildClosing closing : closings) {
      children = children.plus(closing.status(), 1);
      worked = worked.plus(closing.status(), closing.items());
    }
    return new MapRunState(nextChild, nextItem, total, children, worked, end, isStopSent);
  }

  /** Children were started, with so many items in all. */
  public MapRunState started(int children, long itemsGiven) {
    return new MapRunState(nextChild + children, nextItem + itemsGiven, total, executions, items,
        end, isStopSent);
  }

  /** All items are known to be there: so many. */
  public MapRunState of(long all) {
    return new MapRunState(nextChild, nextItem, all, executions, items, end, isStopSent);
  }

  /** Ends early; the first reason counts. */
  public MapRunState ending(@Nullable StatesError error) {
    return end != null
        ? this
        : new MapRunState(nextChild, nextItem, total, executions, items, new End(error), false);
  }

  /** Children that ran in the memory of a node which is gone have ended with it. */
  public MapRunState lost(long children, long itemsLost) {
    return new MapRunState(nextChild, nextItem, total,
        executions.plus(ChildStatus.ABORTED, children), items.plus(ChildStatus.ABORTED, itemsLost),
        end, isStopSent);
  }

  /** The children that run were told to stop. */
  public MapRunState stopSent() {
    return new MapRunState(nextChild, nextItem, total, executions, items, end, true);
  }

  /** The same, but ending where more items have failed than may. */
  public MapRunState judged(MapRunParameters parameters) {
    return parameters.isExceeded(items.unhappy(), total) ? ending(EXCEEDED) : this;
  }

  /** What is to be done. */
  public Next next(MapRunParameters parameters) {
    if (end != null) {
      if (running() > 0) {
        return isStopSent ? new Next.Await() : new Next.Stop();
      }
      return new Next.Finish();
    }
    if (nextItem == total) {
      return running() > 0 ? new Next.Await() : new Next.Finish();
    }
    long room = parameters.concurrency() - running();
    return room > 0 ? new Next.Start((int) Math.min(room, BLOCK)) : new Next.Await();
  }

  /** What {@link #read} reads again. */
  public byte[] toBytes() {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("nextChild", nextChild);
    tree.put("nextItem", nextItem);
    tree.put("total", total);
    tree.put("executions", numbers(executions));
    tree.put("items", numbers(items));
    if (end != null) {
      var reason = new ArrayList<@Nullable Object>();
      if (end.error() != null) {
        reason.add(end.error().name());
        reason.add(end.error().cause());
      }
      tree.put("end", reason);
      tree.put("isStopSent", isStopSent);
    }
    return Payload.of(tree).text().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #toBytes} gave. */
  public static MapRunState read(byte[] stored) {
    Payload payload = Payload.ofText(new String(stored, StandardCharsets.UTF_8));
    if (!(payload.tree() instanceof Map<?, ?> tree)) {
      throw new IllegalArgumentException("not the state of a Map run");
    }
    return new MapRunState((int) number(tree.get("nextChild")), number(tree.get("nextItem")),
        number(tree.get("total")), counts(tree.get("executions")), counts(tree.get("items")),
        end(tree.get("end")), Boolean.TRUE.equals(tree.get("isStopSent")));
  }

  private static List<Long> numbers(Counts counts) {
    return List.of(counts.succeeded(), counts.failed(), counts.timedOut(), counts.aborted());
  }

  private static @Nullable End end(@Nullable Object stored) {
    if (!(stored instanceof List<?> reason)) {
      return null;
    }
    return new End(reason.isEmpty()
        ? null
        : new StatesError((String) reason.get(0), (String) reason.get(1)));
  }

  private static Counts counts(@Nullable Object stored) {
    if (!(stored instanceof List<?> numbers)) {
      throw new IllegalArgumentException("not the counts of a Map run");
    }
    return new Counts(number(numbers.get(0)), number(numbers.get(1)), number(numbers.get(2)),
        number(numbers.get(3)));
  }

  private static long number(@Nullable Object stored) {
    if (stored instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("not a number of a Map run");
  }
}
