package dev.pawl.db.execution;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of a Map run; written as a whole or not at all, and only on the revision that it began from.
 *
 * @param rev the revision that the step began from
 * @param state where it stands now, encoded
 * @param wakeAt when to look at it again; null where only messages can move it
 * @param applied messages that the step has dealt with
 * @param items results of children that have no rows of their own, by the children's numbers
 * @param renewed the children whose kept results go, where they had not succeeded: they are about to run again
 * @param end how it ends; empty where it goes on
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record MapRunStep(ExecutionKey key, long rev, byte[] state, @Nullable Instant wakeAt,
    MapRunCounts counts, List<MessageKey> applied, List<KeptItem> items,
    Numbers renewed, Optional<End> end) {
  public MapRunStep {
    applied = List.copyOf(applied);
    items = List.copyOf(items);
  }

  /** Numbers of children, from one to below another. */
  public record Numbers(int from, int bound) {
    public static final Numbers NONE = new Numbers(0, 0);
  }

  /**
   * The end of a Map run.
   *
   * @param status SUCCEEDED, FAILED or ABORTED
   * @param told what its execution is told
   * @param result what it gave, for an execution that was stopped before it heard; null unless it succeeded
   */
  public record End(String status, Instant stoppedAt, OutgoingMessage told,
      byte @Nullable [] result) {}
}
