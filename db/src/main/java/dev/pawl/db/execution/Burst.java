package dev.pawl.db.execution;

import java.util.List;
import java.util.Optional;

/**
 * What the interpreter did with an execution between two waits; written together or not at all.
 *
 * @param rev the revision that the burst began from
 * @param ends attempts that end; at most one for a task
 * @param releases only where it stays open
 * @param applied messages that the burst has dealt with
 * @param items only where it stays open; of no dropped frame
 * @param droppedFrames frames whose kept items are no longer needed
 */
public record Burst(
    ExecutionKey key, long rev, Next next, Optional<HistorySegment> history,
    List<StoredPayload> payloads, List<NewTask> tasks, List<TaskEnd> ends,
    List<TaskRelease> releases, List<MessageKey> applied, List<KeptItem> items,
    List<Integer> droppedFrames, List<OutgoingMessage> messages) {
  public Burst {
    payloads = List.copyOf(payloads);
    tasks = List.copyOf(tasks);
    ends = List.copyOf(ends);
    releases = List.copyOf(releases);
    applied = List.copyOf(applied);
    items = List.copyOf(items);
    droppedFrames = List.copyOf(droppedFrames);
    messages = List.copyOf(messages);
    if (next instanceof Closing && !(tasks.isEmpty() && releases.isEmpty() && items.isEmpty())) {
      throw new IllegalArgumentException("a closing burst leaves nothing open: " + key.id());
    }
  }

  /** A burst that only moves the execution; the {@code with} methods add to it. */
  public static Burst of(ExecutionKey key, long rev, Next next) {
    return new Burst(
        key, rev, next, Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of(), List.of(), List.of());
  }

  public Burst withHistory(HistorySegment events) {
    return new Burst(
        key, rev, next, Optional.of(events), payloads, tasks, ends, releases, applied, items,
        droppedFrames, messages);
  }

  public Burst withPayloads(List<StoredPayload> more) {
    return new Burst(
        key, rev, next, history, more, tasks, ends, releases, applied, items, droppedFrames,
        messages);
  }

  public Burst withTasks(List<NewTask> more) {
    return new Burst(
        key, rev, next, history, payloads, more, ends, releases, applied, items, droppedFrames,
        messages);
  }

  public Burst withEnds(List<TaskEnd> more) {
    return new Burst(
        key, rev, next, history, payloads, tasks, more, releases, applied, items, droppedFrames,
        messages);
  }

  public Burst withReleases(List<TaskRelease> more) {
    return new Burst(
        key, rev, next, history, payloads, tasks, ends, more, applied, items, droppedFrames,
        messages);
  }

  public Burst withApplied(List<MessageKey> more) {
    return new Burst(
        key, rev, next, history, payloads, tasks, ends, releases, more, items, droppedFrames,
        messages);
  }

  public Burst withItems(List<KeptItem> more) {
    return new Burst(
        key, rev, next, history, payloads, tasks, ends, releases, applied, more, droppedFrames,
        messages);
  }

  public Burst withDroppedFrames(List<Integer> more) {
    return new Burst(
        key, rev, next, history, payloads, tasks, ends, releases, applied, items, more, messages);
  }

  public Burst withMessages(List<OutgoingMessage> more) {
    return new Burst(
        key, rev, next, history, payloads, tasks, ends, releases, applied, items, droppedFrames,
        more);
  }
}
