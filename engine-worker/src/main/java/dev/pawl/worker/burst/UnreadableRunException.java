package dev.pawl.worker.burst;

import dev.pawl.db.execution.ExecutionKey;

/** The rows of an execution cannot be read: they are corrupted, or a newer Pawl wrote them. */
final class UnreadableRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRunException(ExecutionKey key, RuntimeException cause) {
    super("the rows of execution " + key.id() + " cannot be read: " + cause.getMessage(), cause);
  }
}
