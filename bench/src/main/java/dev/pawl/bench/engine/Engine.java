package dev.pawl.bench.engine;

import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.interpreter.Execution;
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
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A worker on a database of its own, and an in-memory connector that answers at once. */
final class Engine implements AutoCloseable {
  private static final String ACCOUNT = "000000000000";

  /** The input of every execution: 250 bytes. */
  static final String INPUT = "{\"order\":\"%s\"}".formatted("x".repeat(250 - 12));

  private final ScratchDatabase postgres;
  private final Database database;
  private final Worker worker;

  /** The executions whose end somebody waits for, or that ended before anybody could; by name. */
  private final Map<String, CompletableFuture<Void>> ends;

  private Engine(ScratchDatabase postgres, Database database, Worker worker,
      Map<String, CompletableFuture<Void>> ends) {
    this.postgres = postgres;
    this.database = database;
    this.worker = worker;
    this.ends = ends;
  }

  static Engine start() {
    ScratchDatabase postgres = ScratchDatabase.start();
    Database database = postgres.open();
    Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();
    Worker worker = new Worker(database,
        WorkerSettings.standard("us-east-1", ACCOUNT, "bench").alone(),
        new TaskTokens(new byte[32], ACCOUNT), _ -> new Echo(),
        (execution, _, events) -> end(ends, execution, events.getLast().type()));
    return new Engine(postgres, database, worker, ends);
  }

  private static void end(Map<String, CompletableFuture<Void>> ends, Execution execution,
      HistoryEventType last) {
    if (last == HistoryEventType.ExecutionSucceeded) {
      future(ends, execution.name()).complete(null);
    } else if (last.endsExecution()) {
      future(ends, execution.name())
          .completeExceptionally(new IllegalStateException(execution.arn() + ": " + last));
    }
  }

  private static CompletableFuture<Void> future(Map<String, CompletableFuture<Void>> ends,
      String name) {
    return ends.computeIfAbsent(name, _ -> new CompletableFuture<>());
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
  String startAndWait(UUID machine) {
    Started started = start(machine).join();
    if (started instanceof Started.Running running) {
      return running.name();
    }
    throw new IllegalStateException("not started: " + started);
  }

  /** Starts an execution and waits until its end is committed. */
  void run(UUID machine) {
    String name = startAndWait(machine);
    future(ends, name).join();
    ends.remove(name);
  }

  /** How many executions there are. */
  long executions() throws SQLException {
    return postgres.number("select count(*) from execution");
  }

  /**
   * Makes sure that every execution has ended well and has all its events: else the figures say nothing.
   *
   * @param events how many events each must have
   */
  void check(int events) throws SQLException {
    long wrong = postgres.number("""
        select count(*) from execution e left join (
          select shard, day, id, sum(last_event - first_event + 1) as events from history group by 1, 2, 3) h
        using (shard, day, id)
        where e.status <> 'SUCCEEDED' or h.events is distinct from %d
        """.formatted(events));
    if (wrong > 0) {
      throw new IllegalStateException(wrong + " executions are not as they should be");
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
