package dev.pawl.api;

import dev.pawl.db.execution.ExecutionKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Tells a worker, in this process or another, that something was written for it; losing a signal costs a poll. */
@FunctionalInterface
public interface WorkerSignal {
  void nudge();

  /** The same where the shard of what was written is known, so that the node which looks after it is told. */
  default void nudge(int shard) {
    nudge();
  }

  /**
   * Waits for an open execution that the worker of this process looks after; to be called before what may close it is
   * written.
   *
   * @param longest how long at most
   * @return completes with whether that worker has closed it; empty where it is not this process's
   */
  default Optional<CompletableFuture<Boolean>> closing(ExecutionKey key, Duration longest) {
    return Optional.empty();
  }
}
