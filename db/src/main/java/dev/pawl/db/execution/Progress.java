package dev.pawl.db.execution;

/**
 * How far an execution has come.
 *
 * @param lastEvent the id of the last event of its history
 */
public record Progress(ExecutionKey key, ExecutionStatus status, int lastEvent) {
  /** Whether it has ended; a redrive may open it again. */
  public boolean hasEnded() {
    return status != ExecutionStatus.RUNNING;
  }
}
