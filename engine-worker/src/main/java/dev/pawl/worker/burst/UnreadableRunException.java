package dev.pawl.worker.burst;

import dev.pawl.db.execution.ExecutionKey;

/** The rows of an execution, or of a Map run, cannot be read: they are corrupted, or a newer Pawl wrote them. */
public final class UnreadableRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableRunException(ExecutionKey key, RuntimeException cause) {
    super("the rows of " + key.id() + " cannot be read: " + cause.getMessage(), cause);
  }
}
