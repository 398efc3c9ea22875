package dev.pawl.api.execution;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.WorkerSignal;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.json.Payload;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.execution.AcceptedExpress;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExpressStarts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Starts Express executions on a node that runs none: writes them without an owner, for the worker of their shard to
 * claim. Blocks the caller for one statement.
 */
public final class HandOffExpressStarter implements ExpressStarter {
  private final Database database;
  private final ApiSettings settings;
  private final WorkerSignal worker;

  /** @param worker told of each start */
  public HandOffExpressStarter(Database database, ApiSettings settings, WorkerSignal worker) {
    this.database = database;
    this.settings = settings;
    this.worker = worker;
  }

  @Override
  public CompletableFuture<Optional<Begun>> start(UUID stateMachineId, int revision, Qualifier by,
      Optional<String> name, Payload input) {
    try {
      StateMachineRow machine = database.stateMachines().find(stateMachineId).orElseThrow(
          () -> new IllegalStateException(stateMachineId + " is not in the catalogue"));
      Instant now = database.clock().now().truncatedTo(ChronoUnit.MILLIS);
      UUID suffix = UUID.randomUUID();
      String called = name.orElseGet(() -> UUID.randomUUID().toString());
      ExecutionKey key = new ExecutionKey(Shards.of(stateMachineId, called), UUID.randomUUID());
      ExpressStarts starts = database.expressStarts();
      starts.accept(List.of(starts.seal(new AcceptedExpress(key, stateMachineId, revision,
          by, called, suffix, now, Codec.pack(input), 0))), null);
      worker.nudge(key.shard());
      Arn.StateMachine arn = new Arn.StateMachine(settings.region(), machine.account(),
          machine.name());
      return CompletableFuture.completedFuture(
          Optional.of(new Begun(arn.express(called, suffix).text(), now)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
