package dev.pawl.bench.engine;

import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.catalogue.StateMachines;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Tasks;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.Worker;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.express.ExpressEnd;
import dev.pawl.worker.express.ExpressStart;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A worker on a database of its own, and an in-memory connector that answers at once. */
final class Engine implements AutoCloseable {
  private static final String ACCOUNT = "000000000000";
  private static final int BLOCK = 500;

  /** The input of every execution: 250 bytes. */
  static final String INPUT = "{\"order\":\"%s\"}".formatted("x".repeat(250 - 12));

  private final ScratchDatabase postgres;
  private final Database database;
  private final WorkerSettings settings;
  private final TaskTokens tokens = new TaskTokens(new byte[32], ACCOUNT);

  /** The executions whose end somebody waits for, or that ended before anybody could; by name. */
  private final Map<String, CompletableFuture<Instant>> ends = new ConcurrentHashMap<>();

  /** The tokens of the callback tasks whose call was made. */
  private final BlockingQueue<String> calledBack = new LinkedBlockingQueue<>();
  private @Nullable Worker worker;

  private Engine(ScratchDatabase postgres, Database database, WorkerSettings settings) {
    this.postgres = postgres;
    this.database = database;
    this.settings = settings;
    startWorker();
  }

  static Engine start() {
    return start(Limits.DEFAULT);
  }

  static Engine start(Limits limits) {
    ScratchDatabase postgres = ScratchDatabase.start();
    WorkerSettings standard = WorkerSettings.standard("us-east-1", ACCOUNT, "bench").alone()
        .within(limits);
    return new Engine(postgres, postgres.open(), standard);
  }

  /** Starts the worker again, where it was stopped. */
  void startWorker() {
    worker = new Worker(database, settings, tokens, _ -> new Echo(),
        (execution, _, events) -> end(execution, events.getLast().type()));
  }

  /** Stops the worker; executions stay as they are. */
  void stopWorker() {
    worker().close();
    worker = null;
  }

  /** Runs an Express execution in memory; empty where the node runs too many. */
  CompletableFuture<Optional<ExpressEnd>> express(UUID machine, Payload input) {
    return worker().run(new ExpressStart(machine, 1, Optional.empty(), input));
  }

  private void end(Execution execution, HistoryEventType last) {
    if (execution.kind() != ExecutionKind.STANDARD) {
      return;
    }
    if (last == HistoryEventType.ExecutionSucceeded) {
      future(execution.name()).complete(database.clock().now());
    } else if (last.endsExecution()) {
      future(execution.name())
          .completeExceptionally(new IllegalStateException(execution.arn() + ": " + last));
    }
  }

  private CompletableFuture<Instant> future(String name) {
    return ends.computeIfAbsent(name, _ -> new CompletableFuture<>());
  }

  /** Answers with what it was asked; the parameters of a callback task are its token. */
  private final class Echo implements Connector {
    @Override
    public RecoveryClass recovery(Resource resource) {
      return RecoveryClass.UNKNOWN;
    }

    @Override
    public Outcome<Payload> call(TaskRequest request) {
      if (request.resource() instanceof Resource.Service service
          && service.pattern() == Resource.Pattern.WAIT_FOR_TASK_TOKEN) {
        calledBack.add(String.valueOf(request.parameters().tree()));
      }
      return new Outcome.Ok<>(request.parameters());
    }
  }

  /** Makes a state machine. */
  UUID machine(String definition) {
    return machine(definition, StateMachineType.STANDARD);
  }

  /** Makes a state machine of a type. */
  UUID machine(String definition, StateMachineType type) {
    UUID id = UUID.randomUUID();
    var content = new StateMachines.Content(
        definition, "arn:aws:iam::000000000000:role/bench", UUID.randomUUID().toString(), null,
        null, null);
    if (!database.stateMachines().create(ACCOUNT, id, "machine-" + id, type, content)) {
      throw new IllegalStateException("the name is taken");
    }
    return id;
  }

  /** Asks for an execution without a name. */
  CompletableFuture<Started> start(UUID machine, String input) {
    return worker().start(
        new StartRequest(machine, 1, Optional.empty(), Payload.ofText(input)));
  }

  /**
   * The same, and waits for the answer.
   *
   * @return the execution's name
   */
  String startAndWait(UUID machine, String input) {
    return name(start(machine, input).join());
  }

  /**
   * Starts many executions, some hundreds at a time.
   *
   * @return their names, in the order of the inputs
   */
  List<String> startAll(UUID machine, List<String> inputs) {
    List<String> names = new ArrayList<>();
    for (int first = 0; first < inputs.size(); first += BLOCK) {
      inputs.subList(first, Math.min(inputs.size(), first + BLOCK))
          .stream()
          .map(input -> start(machine, input))
          .toList()
          .forEach(started -> names.add(name(started.join())));
    }
    return names;
  }

  private static String name(Started started) {
    if (started instanceof Started.Running running) {
      return running.name();
    }
    throw new IllegalStateException("not started: " + started);
  }

  /** Starts an execution and waits until its end is committed. */
  void run(UUID machine) {
    await(startAndWait(machine, INPUT));
  }

  /**
   * Waits until the end of an execution is committed.
   *
   * @return the database's time when the engine knew that it was
   */
  Instant await(String name) {
    Instant at = future(name).join();
    ends.remove(name);
    return at;
  }

  /** Ends the next callback task whose call was made, as SendTaskSuccess does. */
  void answerOne() throws InterruptedException {
    TaskToken task = tokens.read(calledBack.take()).orElseThrow();
    Tasks.Reception reception = database.tasks()
        .answer(new ExecutionKey(task.shard(), task.id()), task.seq(), task.attempt(), true,
            StoredAnswer.success(Payload.ofText("{}")));
    if (reception != Tasks.Reception.ACCEPTED) {
      throw new IllegalStateException("not accepted: " + reception);
    }
    worker().nudge();
  }

  /** How many executions there are. */
  long executions() throws SQLException {
    return postgres.number("select count(*) from execution");
  }

  /**
   * Makes sure that every execution of a machine has ended well and has all its events: else the figures say nothing.
   *
   * @param least how many events each must have
   * @param most how many it may have
   */
  void check(UUID machine, int least, int most) throws SQLException {
    long wrong = postgres.number("""
        select count(*) from execution e left join (
          select shard, day, id, sum(last_event - first_event + 1) as events from history group by 1, 2, 3) h
        using (shard, day, id)
        where e.sm_id = '%s' and (e.status <> 'SUCCEEDED' or h.events is null or h.events not between %d and %d)
        """.formatted(machine, least, most));
    if (wrong > 0) {
      throw new IllegalStateException(wrong + " executions are not as they should be");
    }
  }

  void check(UUID machine, int events) throws SQLException {
    check(machine, events, events);
  }

  ScratchDatabase postgres() {
    return postgres;
  }

  Database database() {
    return database;
  }

  private Worker worker() {
    return Objects.requireNonNull(worker);
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
    database.close();
    postgres.close();
  }
}
