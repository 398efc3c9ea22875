package dev.pawl.db.execution;

import java.time.Instant;

/**
 * The redrive of a closed execution.
 *
 * @param status what it is closed as; any but {@link ExecutionStatus#RUNNING} and {@link ExecutionStatus#SUCCEEDED}
 * @param redrives how often it was redriven before
 * @param redrivenAt the time of the redrive
 * @param tokens the client tokens that are answered as repeats from now on, encoded
 * @param history the event that tells of the redrive
 */
public record Reopening(
    ExecutionKey key, ExecutionStatus status, int redrives, Instant redrivenAt, String tokens,
    OpenRun run, HistorySegment history) {
  public Reopening {
    if (status == ExecutionStatus.RUNNING || status == ExecutionStatus.SUCCEEDED) {
      throw new IllegalArgumentException("an execution that is " + status + " is not reopened");
    }
  }
}
