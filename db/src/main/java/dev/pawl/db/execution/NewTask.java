package dev.pawl.db.execution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The intent to have something done, written before it is done.
 *
 * @param seq the task's number within its execution
 * @param attempt counts the attempts at that task
 * @param owner the node incarnation that makes the call; null where nobody here does (an activity), or where
 *     the shard's owner shall find it
 * @param activityId the activity whose workers may claim it; null for other kinds
 * @param deadline when the attempt times out; null for never, or where {@code timeoutSeconds} counts from the
 *     claim of an activity
 * @param timeoutSeconds for an activity: sets the deadline at the claim; else null
 * @param heartbeatSeconds the longest silence; counts from now, for an activity from its claim; null for any
 * @param request what to do, encoded; never changed after construction
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record NewTask(
    int seq, int attempt, TaskKind kind, @Nullable UUID owner, @Nullable UUID activityId,
    @Nullable Instant deadline, @Nullable Integer timeoutSeconds,
    @Nullable Integer heartbeatSeconds,
    byte[] request) {
  public NewTask {
    if ((kind == TaskKind.ACTIVITY) != (activityId != null)) {
      throw new IllegalArgumentException("an activity's task, and no other, names the activity");
    }
    if (owner != null && activityId != null) {
      throw new IllegalArgumentException("an activity's task has no owner");
    }
  }

  /** A call that the node makes itself. */
  public static NewTask call(int seq, int attempt, UUID owner, @Nullable Instant deadline,
      byte[] request) {
    return new NewTask(seq, attempt, TaskKind.CALL, owner, null, deadline, null, null, request);
  }
}
