package dev.pawl.worker;

import static org.awaitility.Awaitility.await;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.interpreter.Redrives;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.catalogue.StateMachines;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.db.execution.Tasks;
import dev.pawl.tasks.Connector;
import dev.pawl.tasks.EngineCall;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.Permissions;
import dev.pawl.worker.attempt.Outside;
import dev.pawl.worker.burst.Interpreters;
import dev.pawl.worker.definition.Definitions;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A worker on a real database, with state machines and hand-written connectors. */
final class TestEngine implements AutoCloseable {
  static final String ACCOUNT = "000000000000";
  private static final Duration LONGEST = Duration.ofSeconds(60);

  static {
    // A busy machine is slow, and a condition that comes true ends its wait at once.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  final Database database;
  final TaskTokens tokens = new TaskTokens(new byte[32], ACCOUNT);
  final TestDatabase test;

  /** Where item readers and result writers find theirs. */
  ObjectStore objects = ObjectStore.NONE;

  /** What tasks may do. */
  Permissions permissions = Permissions.ALL;

  /** The events of Express executions, in the order in which they came. */
  final List<HistoryEvent> express = Collections.synchronizedList(new ArrayList<>());

  TestEngine() {
    this(TestDatabase.create());
  }

  /** On a database that nobody has opened yet. */
  TestEngine(TestDatabase test) {
    this.test = test;
    database = test.open();
  }

  /** What a connector does in a test. */
  interface Call {
    Outcome<Payload> call(TaskRequest request) throws InterruptedException;
  }

  /** A worker that takes all shards at once, as no other one lives. */
  Worker worker(RecoveryClass recovery, Call call) {
    return worker(recovery, call, Interpreters.LONGEST_EVALUATION);
  }

  Worker worker(RecoveryClass recovery, Call call, Duration longestEvaluation) {
    return worker(WorkerSettings.standard("us-east-1", ACCOUNT, "test").alone(), recovery, call,
        longestEvaluation);
  }

  /** A worker beside others, which give it its share of the shards. */
  Worker workerBesideOthers(RecoveryClass recovery, Call call) {
    return worker(WorkerSettings.standard("us-east-1", ACCOUNT, "test"), recovery, call,
        Interpreters.LONGEST_EVALUATION);
  }

  private Worker worker(WorkerSettings settings, RecoveryClass recovery, Call call,
      Duration longestEvaluation) {
    Connector connector = new Connector() {
      @Override
      public RecoveryClass recovery(Resource resource) {
        return recovery;
      }

      @Override
      public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
        return call.call(request);
      }
    };
    return new Worker(
        database, settings, tokens,
        new Outside(
            resource -> resource.arn().contains(":startSyncExecution")
                ? EngineCall.START_SYNC
                : resource.arn().contains(":startExecution") ? EngineCall.START : connector,
            objects, permissions),
        (_, _, events) -> express.addAll(events), longestEvaluation);
  }

  UUID machine(String definition) {
    return machine(definition, StateMachineType.STANDARD);
  }

  UUID machine(String definition, StateMachineType type) {
    UUID id = UUID.randomUUID();
    var content = new StateMachines.Content(
        definition, "arn:aws:iam::000000000000:role/test", UUID.randomUUID().toString(), null, null,
        null);
    if (!database.stateMachines().create(ACCOUNT, id, "machine-" + id, type, content)) {
      throw new IllegalStateException("the name is taken");
    }
    return id;
  }

  /** Starts an execution and gives its key. */
  ExecutionKey start(Worker worker, UUID machine, String input) {
    Started started = worker
        .start(new StartRequest(machine, 1, Optional.empty(), Payload.parse(input))).join();
    if (!(started instanceof Started.Running running)) {
      throw new IllegalStateException("not started: " + started);
    }
    return new ExecutionKey(Shards.of(machine, running.name()), UUID.fromString(running.name()));
  }

  /** Redrives an execution as the API does, for a worker to find. */
  void redrive(ExecutionKey key) {
    ExecutionRow row = database.executions().find(key).orElseThrow();
    Instant now = database.clock().now().truncatedTo(ChronoUnit.MILLIS);
    Decision decision = Interpreter.redrive(
        new Definitions(database.store(), "us-east-1")
            .of(row.stateMachineId(), row.revision()).definition(),
        new Redrives(row.redrives().count() + 1, now), database.histories().lastEvent(key),
        Limits.DEFAULT);
    ExecutionState state = ((Decision.Next.Open) decision.next()).state();
    int event = (int) decision.history().getFirst().id();
    boolean reopened = database.reopenings().reopen(
        new Reopening(key, row.status(), row.redrives().count(), now, "",
            new OpenRun(Codec.pack(state).bytes(), event + 1, now),
            new HistorySegment(event, event, (byte) 1, Codec.pack(decision.history()).bytes())));
    if (!reopened) {
      throw new IllegalStateException("not reopened: " + row);
    }
  }

  /** Waits until an execution has ended. */
  ExecutionRow ended(ExecutionKey key) {
    return await().atMost(LONGEST)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> database.executions().find(key).orElseThrow(),
            row -> row.status() != ExecutionStatus.RUNNING);
  }

  ExecutionRow run(Worker worker, String definition, String input) {
    return ended(start(worker, machine(definition), input));
  }

  static String output(ExecutionRow row) {
    return Codec
        .unpackPayload(
            row.output().orElseThrow(() -> new AssertionError(
                row.status() + ": " + row.error() + ": " + row.cause())))
        .text();
  }

  List<HistoryEvent> history(ExecutionKey key) {
    var events = new ArrayList<HistoryEvent>();
    for (HistorySegment segment : database.histories().page(key, 1, Histories.Order.ASCENDING,
        1_000)) {
      Map<PayloadHash, Payload> payloads = new HashMap<>();
      List<byte[]> hashes = Codec.references(segment.data()).stream().map(PayloadHash::bytes)
          .toList();
      for (StoredPayload stored : database.payloads().load(key, hashes)) {
        payloads.put(PayloadHash.ofBytes(stored.hash()), Codec.unpackPayload(stored.data()));
      }
      events.addAll(Codec.unpackEvents(segment.data(), payloads));
    }
    return events;
  }

  Tasks.Reception succeed(Worker worker, String token, String output) {
    TaskToken task = tokens.read(token).orElseThrow();
    Tasks.Reception reception = database.tasks()
        .answer(
            new ExecutionKey(task.shard(), task.id()), task.seq(), task.attempt(), true,
            StoredAnswer.success(Payload.parse(output)));
    worker.nudge();
    return reception;
  }

  void stop(Worker worker, ExecutionKey key, String error, String cause) {
    database.inbox().send(key, MessageKind.STOP, StoredAnswer.failure(error, cause));
    worker.nudge();
  }

  /** Runs a statement on the database, as an operator or a fault would. */
  void execute(String sql) {
    test.execute(sql);
  }

  /** What a counting query says. */
  long count(String sql) {
    return test.count(sql);
  }

  /** A connection of the test's own. */
  Connection connect() throws SQLException {
    return test.connect();
  }

  /** A member of a request's parameters. */
  static String parameter(TaskRequest request, String name) {
    return String.valueOf(Objects.requireNonNull(
        ((Map<?, ?>) Objects.requireNonNull(request.parameters().tree())).get(name)));
  }

  @Override
  public void close() {
    test.close();
  }
}
