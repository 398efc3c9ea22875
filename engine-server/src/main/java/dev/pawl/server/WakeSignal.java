package dev.pawl.server;

import dev.pawl.api.WorkerSignal;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.lease.WakeSender;
import dev.pawl.worker.Worker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever looks after a shard: the worker of this process at once, another node by a notice of the database.
 *
 * @param worker null where this process has none
 */
record WakeSignal(@Nullable Worker worker, WakeSender others) implements WorkerSignal {
  @Override
  public void nudge() {
    if (worker != null) {
      worker.nudge();
    }
  }

  @Override
  public void nudge(int shard) {
    if (worker != null && worker.holds(shard)) {
      worker.nudge();
    } else {
      others.wake(shard);
    }
  }

  @Override
  public Optional<CompletableFuture<Boolean>> closing(ExecutionKey key, Duration longest) {
    return worker != null && worker.holds(key.shard())
        ? Optional.of(worker.closing(key, longest))
        : Optional.empty();
  }
}
