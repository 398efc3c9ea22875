package dev.pawl.db.execution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A pending task as it stands.
 *
 * @param owner the node incarnation that makes the call; null where nobody here does
 * @param activityId the activity it waits at; null for other kinds
 * @param claimedAt when a worker claimed it; null before, and for other kinds
 * @param deadline when the attempt times out; null for never
 * @param heartbeatAt the last sign of life; null where none is expected
 * @param heartbeatSeconds the longest silence; null for any
 * @param answer what was answered by token; null while nothing was
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record TaskRow(
    int seq, int attempt, TaskKind kind, @Nullable UUID owner, @Nullable UUID activityId,
    @Nullable Instant claimedAt, @Nullable Instant deadline, @Nullable Instant heartbeatAt,
    @Nullable Integer heartbeatSeconds, byte[] request, @Nullable TaskAnswer answer) {
  /** When silence or the deadline ends the attempt; null for never. */
  public @Nullable Instant due() {
    Instant silence = heartbeatAt == null || heartbeatSeconds == null
        ? null
        : heartbeatAt.plusSeconds(heartbeatSeconds);
    if (silence == null) {
      return deadline;
    }
    return deadline == null || silence.isBefore(deadline) ? silence : deadline;
  }
}
