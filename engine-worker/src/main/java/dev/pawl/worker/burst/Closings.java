package dev.pawl.worker.burst;

import dev.pawl.db.execution.ExecutionKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Who in this process waits for executions to close. Safe for use by many threads. */
public final class Closings {
  private final Map<ExecutionKey, CompletableFuture<Boolean>> awaited = new ConcurrentHashMap<>();

  /**
   * Waits for an execution that is open.
   *
   * @param longest how long those who come first are ready to wait
   * @return completes with whether this node has closed it within that time
   */
  public CompletableFuture<Boolean> of(ExecutionKey key, Duration longest) {
    CompletableFuture<Boolean> waiting = awaited.computeIfAbsent(key,
        _ -> new CompletableFuture<>());
    return waiting.completeOnTimeout(false, longest.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, _) -> awaited.remove(key, waiting));
  }

  /** This node has closed it. */
  void closed(ExecutionKey key) {
    CompletableFuture<Boolean> waiting = awaited.get(key);
    if (waiting != null) {
      waiting.complete(true);
    }
  }
}
