package dev.pawl.simulation.store;

import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.NewTask;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.store.Store;
import java.time.Instant;
import java.util.Random;
import java.util.Set;

/** The contract on the store in memory. */
class SimStoreTest extends StoreContract {
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final SimStore store = new SimStore(this::tick, new Random(1), new Nobody(), Set.of());

  private Instant tick() {
    now = now.plusNanos(1_000);
    return now;
  }

  @Override
  Store store() {
    return store;
  }

  @Override
  void expireLeases() {
    store.expireLeases();
  }

  /** Watches nothing. */
  private static final class Nobody implements StoreWatcher {
    @Override
    public void started(NewExecution execution, Instant now) {}

    @Override
    public void committing(Burst burst) {}

    @Override
    public void committed(Burst burst, Instant now) {}

    @Override
    public void answered(ExecutionKey key, int seq, int attempt) {}

    @Override
    public void reopened(Reopening reopening) {}

    @Override
    public void inserted(ExecutionKey key, NewTask task) {}
  }
}
