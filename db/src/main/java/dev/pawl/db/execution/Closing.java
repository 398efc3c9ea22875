package dev.pawl.db.execution;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of an execution.
 *
 * @param status any but {@link ExecutionStatus#RUNNING}
 * @param output the encoded output of one that succeeded; else empty
 * @param error the error's name; null where there is none
 * @param cause a sentence for people; null where there is none
 * @param stoppedAt the time of the last event
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record Closing(
    ExecutionStatus status, Optional<byte[]> output, @Nullable String error,
    @Nullable String cause,
    Instant stoppedAt) implements Next {
  public Closing {
    if (status == ExecutionStatus.RUNNING) {
      throw new IllegalArgumentException("a closed execution does not run");
    }
  }

  /** An execution that succeeded. */
  public static Closing succeeded(byte[] output, Instant stoppedAt) {
    return new Closing(ExecutionStatus.SUCCEEDED, Optional.of(output), null, null, stoppedAt);
  }

  /** An execution that ended in any other way. */
  public static Closing failed(
      ExecutionStatus status, @Nullable String error, @Nullable String cause, Instant stoppedAt) {
    return new Closing(status, Optional.empty(), error, cause, stoppedAt);
  }
}
