package dev.pawl.bench.engine;

import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.catalogue.StateMachines;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.Worker;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A worker on a database of its own, and an in-memory connector that answers at once. */
final class Engine implements AutoCloseable {
  private static final String ACCOUNT = "000000000000";

  /** The input of every execution: 250 bytes. */
  static final String INPUT = "{\"order\":\"%s\"}".formatted("x".repeat(250 - 12));

  private final ScratchDatabase postgres;
  private final Database database;
  private final Worker worker;

  private Engine(ScratchDatabase postgres, Database database, Worker worker) {
    this.postgres = postgres;
    this.database = database;
    this.worker = worker;
  }

  static Engine start() {
    ScratchDatabase postgres = ScratchDatabase.start();
    Database database = postgres.open();
    Worker worker = new Worker(database,
        WorkerSettings.standard("us-east-1", ACCOUNT, "bench").alone(),
        new TaskTokens(new byte[32], ACCOUNT), _ -> new Echo(), (_, _, _) -> {});
    return new Engine(postgres, database, worker);
  }

  /** Answers with what it was asked. */
  private static final class Echo implements Connector {
    @Override
    public RecoveryClass recovery(Resource resource) {
      return RecoveryClass.UNKNOWN;
    }

    @Override
    public Outcome<Payload> call(TaskRequest request) {
      return new Outcome.Ok<>(request.parameters());
    }
  }

  /** Makes a state machine. */
  UUID machine(String definition) {
    UUID id = UUID.randomUUID();
    var content = new StateMachines.Content(
        definition, "arn:aws:iam::000000000000:role/bench", UUID.randomUUID().toString(), null,
        null, null);
    if (!database.stateMachines().create(ACCOUNT, id, "machine-" + id, StateMachineType.STANDARD,
        content)) {
      throw new IllegalStateException("the name is taken");
    }
    return id;
  }

  /** Asks for an execution without a name. */
  CompletableFuture<Started> start(UUID machine) {
    return worker.start(
        new StartRequest(machine, 1, Optional.empty(), Payload.ofText(INPUT)));
  }

  /** The same, and waits for the answer. */
  void startAndWait(UUID machine) {
    Started started = start(machine).join();
    if (!(started instanceof Started.Running)) {
      throw new IllegalStateException("not started: " + started);
    }
  }

  ScratchDatabase postgres() {
    return postgres;
  }

  Database database() {
    return database;
  }

  Worker worker() {
    return worker;
  }

  @Override
  public void close() {
    worker.close();
    database.close();
    postgres.close();
  }
}
