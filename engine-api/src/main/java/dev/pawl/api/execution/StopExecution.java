package dev.pawl.api.execution;

import dev.pawl.api.WorkerSignal;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.MessageKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stops an execution. The order is durable before the answer, which waits a few seconds for the execution to
 * close; where that takes longer, it tells the time of the order.
 */
final class StopExecution implements Operation {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** Where the worker of this process is to close it, its word is waited for before the row is looked at. */
  private static final Duration LOCAL_PATIENCE = Duration.ofSeconds(1);
  private static final Duration FIRST_LOOK = Duration.ofMillis(5);
  private static final Duration SLOWEST_LOOK = Duration.ofMillis(200);

  private final Database database;
  private final ExecutionLookup lookup;
  private final WorkerSignal worker;

  StopExecution(Database database, ExecutionLookup lookup, WorkerSignal worker) {
    this.database = database;
    this.lookup = lookup;
    this.worker = worker;
  }

  @Override
  public String name() {
    return "StopExecution";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    ExecutionRow row = lookup.require(request.text("executionArn")).row();
    Instant stoppedAt = row.stoppedAt();
    if (stoppedAt == null) {
      byte[] order = StoredAnswer.failure(
          request.optionalText("error").orElse(null), request.optionalText("cause").orElse(null));
      Optional<CompletableFuture<Boolean>> closed = worker.closing(row.key(), LOCAL_PATIENCE);
      if (database.inbox().send(row.key(), MessageKind.STOP, order)) {
        worker.nudge(row.key().shard());
        closed.ifPresent(CompletableFuture::join);
      }
      stoppedAt = awaitClose(row.key());
    }
    return Map.of("stopDate", EpochSeconds.of(stoppedAt));
  }

  private Instant awaitClose(ExecutionKey key) {
    Instant orderedAt = database.clock().now();
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Duration pause = FIRST_LOOK;; pause = longer(pause)) {
      Instant stoppedAt = database.executions()
          .find(key)
          .map(ExecutionRow::stoppedAt)
          .orElse(null);
      if (stoppedAt != null) {
        return stoppedAt;
      }
      if (System.nanoTime() >= end) {
        return orderedAt;
      }
      pause(pause);
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(SLOWEST_LOOK) < 0 ? doubled : SLOWEST_LOOK;
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiError.SERVICE_UNAVAILABLE.about("The server stops. Try again.");
    }
  }
}
