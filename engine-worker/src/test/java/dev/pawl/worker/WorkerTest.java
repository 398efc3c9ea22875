package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.Tasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WorkerTest {
  private static final String TASK = """
      {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "End": true
        %s}}}
      """;
  private static final String CALLBACK = """
      {"StartAt": "Ask", "States": {"Ask": {"Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "http://queue", "MessageBody.$": "$$.Task.Token"}, "End": true %s}}}
      """;

  private final TestEngine engine = new TestEngine();

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void aShortExecutionIsInsertedClosed() {
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, WorkerTest::echo)) {
      ExecutionKey key = engine.start(
          worker,
          engine.machine("{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}"),
          "{\"a\": 1}");

      ExecutionRow row = engine.database.executions().find(key).orElseThrow();

      assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(TestEngine.output(row)).isEqualTo("{\"a\": 1}");
      assertThat(engine.history(key)).extracting(HistoryEvent::type)
          .containsExactly(
              HistoryEventType.ExecutionStarted, HistoryEventType.PassStateEntered,
              HistoryEventType.PassStateExited,
              HistoryEventType.ExecutionSucceeded);
    }
  }

  @Test
  void aWaitFiresNeitherEarlyNorLate() {
    String definition = "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":2,\"End\":true}}}";
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, WorkerTest::echo)) {
      ExecutionKey key = engine.start(worker, engine.machine(definition), "{}");
      engine.ended(key);

      List<HistoryEvent> events = engine.history(key);
      Duration waited = Duration.between(events.get(1).timestamp(), events.get(2).timestamp());

      assertThat(waited).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    }
  }

  @Test
  void aFailedTaskIsTriedAgainAndThenSucceeds() {
    var calls = new AtomicInteger();
    String retry = ", \"Retry\": [{\"ErrorEquals\": [\"Flaky\"], \"IntervalSeconds\": 1, \"BackoffRate\": 1}]";
    try (Worker worker = engine.worker(
        RecoveryClass.UNKNOWN,
        request -> calls.incrementAndGet() < 3
            ? Outcome.failed(new StatesError("Flaky", "not yet"))
            : Outcome.ok(Payload.parse("\"done\"")))) {
      ExecutionRow row = engine.run(worker, TASK.formatted(retry), "{}");

      assertThat(TestEngine.output(row)).isEqualTo("\"done\"");
      assertThat(calls).hasValue(3);
      assertThat(engine.history(row.key())).extracting(HistoryEvent::type)
          .filteredOn(HistoryEventType.TaskFailed::equals)
          .hasSize(2);
    }
  }

  @Test
  void aMapJoinsWhatDifferentBurstsHaveFinished() {
    String definition = """
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 3, "End": true,
          "ItemProcessor": {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
            {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
              "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "ResultSelector": {"v.$": "$.Payload"},
              "OutputPath": "$.v", "End": true}}},
            {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}]}}}}}}
        """;
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, WorkerTest::echo)) {
      ExecutionRow row = engine.run(worker, definition, "{\"items\":[1,2,3,4,5,6,7,8]}");

      assertThat(TestEngine.output(row))
          .isEqualTo("[[1,1],[2,2],[3,3],[4,4],[5,5],[6,6],[7,7],[8,8]]");
      assertGapFree(row.key());
      assertThat(engine.database.mapItems().load(row.key(), 2)).isEmpty();
    }
  }

  @Test
  void aLargeValueTravelsByReference() {
    String large = "{\"text\":\"" + "x".repeat(100_000) + "\"}";
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN,
        request -> Outcome.ok(Payload.parse(large)))) {
      ExecutionRow row = engine.run(worker, TASK.formatted(""), large);

      assertThat(TestEngine.output(row)).isEqualTo(large);
      assertThat(engine.history(row.key()).getLast().type())
          .isEqualTo(HistoryEventType.ExecutionSucceeded);
    }
  }

  @Test
  void aCallbackEndsTheTaskAndItsTokenIsGoodOnce() {
    var token = new CompletableFuture<String>();
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      token.complete(TestEngine.parameter(request, "MessageBody"));
      return Outcome.ok(Payload.parse("{\"MessageId\":\"1\"}"));
    })) {
      ExecutionKey key = engine.start(worker, engine.machine(CALLBACK.formatted("")), "{}");

      Tasks.Reception first = engine.succeed(worker, token.join(), "{\"admin\":true}");
      ExecutionRow row = engine.ended(key);
      Tasks.Reception second = engine.succeed(worker, token.join(), "{\"admin\":false}");

      assertThat(first).isEqualTo(Tasks.Reception.ACCEPTED);
      assertThat(second).isNotEqualTo(Tasks.Reception.ACCEPTED);
      assertThat(TestEngine.output(row)).isEqualTo("{\"admin\":true}");
      assertGapFree(key);
    }
  }

  @Test
  void anAnswerBeforeTheCallReturnsIsNotLost() {
    var token = new CompletableFuture<String>();
    var goOn = new CountDownLatch(1);
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      token.complete(TestEngine.parameter(request, "MessageBody"));
      goOn.await();
      return Outcome.ok(Payload.parse("{\"MessageId\":\"1\"}"));
    })) {
      ExecutionKey key = engine.start(worker, engine.machine(CALLBACK.formatted("")), "{}");
      engine.succeed(worker, token.join(), "1");
      await().atMost(Duration.ofSeconds(10))
          .until(() -> engine.database.runs().load(List.of(key)).runs().getFirst().messages()
              .isEmpty());
      goOn.countDown();

      ExecutionRow row = engine.ended(key);

      assertThat(TestEngine.output(row)).isEqualTo("1");
      assertThat(engine.history(key)).extracting(HistoryEvent::type)
          .contains(HistoryEventType.TaskSubmitted, HistoryEventType.TaskSucceeded);
    }
  }

  @Test
  void anAcceptedAnswerWinsOverTheCallThatFailsAfterIt() {
    var token = new CompletableFuture<String>();
    var goOn = new CountDownLatch(1);
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      token.complete(TestEngine.parameter(request, "MessageBody"));
      goOn.await();
      return Outcome.failed(new StatesError("Lost", "the answer of the call was lost"));
    })) {
      ExecutionKey key = engine.start(worker, engine.machine(CALLBACK.formatted("")), "{}");

      Tasks.Reception reception = engine.succeed(worker, token.join(), "1");
      goOn.countDown();
      ExecutionRow row = engine.ended(key);

      assertThat(reception).isEqualTo(Tasks.Reception.ACCEPTED);
      assertThat(TestEngine.output(row)).isEqualTo("1");
    }
  }

  @Test
  void anAnswerOutlivesTheWorkerThatHadNotComeBackFromItsCall() {
    var token = new CompletableFuture<String>();
    var never = new CountDownLatch(1);
    Worker dead = engine.worker(RecoveryClass.UNKNOWN, request -> {
      token.complete(TestEngine.parameter(request, "MessageBody"));
      never.await();
      return Outcome.ok(Payload.EMPTY_OBJECT);
    });
    ExecutionKey key = engine.start(dead, engine.machine(CALLBACK.formatted("")), "{}");
    engine.succeed(dead, token.join(), "1");
    await().atMost(Duration.ofSeconds(10))
        .until(
            () -> engine.database.runs().load(List.of(key)).runs().getFirst().messages().isEmpty());
    dead.crash();

    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, WorkerTest::echo)) {
      ExecutionRow row = engine.ended(key);
      never.countDown();

      assertThat(TestEngine.output(row)).isEqualTo("1");
    }
  }

  @Test
  void aNodeThatWasSilentForTooLongGoesOnWorking() {
    String definition = "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":7,\"End\":true}}}";
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, WorkerTest::echo)) {
      ExecutionKey key = engine.start(worker, engine.machine(definition), "{}");
      engine.execute("update node set expires_at = now() - interval '1 minute'");

      ExecutionRow row = engine.ended(key);

      assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(engine.database.nodes().live()).hasSize(1);
    }
  }

  @Test
  void aJoinThatAnotherNodeWasFasterToMakeIsNoTrouble() {
    var called = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, _ -> {
      called.countDown();
      goOn.await();
      return Outcome.ok(Payload.EMPTY_OBJECT);
    })) {
      ExecutionKey key = engine.start(worker, engine.machine("""
          {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
            {"StartAt": "Plain", "States": {"Plain": {"Type": "Pass", "End": true}}},
            {"StartAt": "Call", "States": {"Call": {"Type": "Task", "End": true,
              "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f"}}}]}}}
          """), "{}");
      await().atMost(Duration.ofSeconds(10)).until(() -> called.getCount() == 0);

      // As the other node's commit leaves it.
      for (String table : List.of("run", "task", "map_item")) {
        engine.execute("delete from " + table + " where id = '" + key.id() + "'");
      }
      goOn.countDown();

      await().atMost(Duration.ofSeconds(10)).until(() -> worker.callsUnderWay() == 0);
    }
  }

  @Test
  void aConnectorThatBreaksEndsItsAttempt() {
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      throw new NoClassDefFoundError("a library that is not there");
    })) {
      ExecutionRow row = engine.run(worker, TASK.formatted(""), "{}");

      assertThat(row.status()).isEqualTo(ExecutionStatus.FAILED);
      assertThat(row.error()).isEqualTo(StatesError.TASK_FAILED);
    }
  }

  @Test
  void whatACallBroughtIsKeptWhenItsCommitIsCutOff() throws SQLException {
    var called = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    String cutOff = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'with u as%'";
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      called.countDown();
      goOn.await();
      return Outcome.ok(Payload.parse("1"));
    })) {
      ExecutionKey key = engine.start(worker, engine.machine(TASK.formatted("")), "{}");
      await().until(() -> called.getCount() == 0);
      try (Connection holder = engine.connect(); Statement statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("lock table run in access exclusive mode");
        goOn.countDown();
        await().until(() -> engine.count("select count(*) " + cutOff) > 0);
        engine.execute("select pg_terminate_backend(pid) " + cutOff);
        holder.rollback();
      }

      ExecutionRow row = engine.ended(key);

      assertThat(TestEngine.output(row)).isEqualTo("1");
    }
  }

  @Test
  void aTokenThatNobodyAnswersTimesOut() {
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN,
        request -> Outcome.ok(Payload.EMPTY_OBJECT))) {
      ExecutionRow row = engine.run(worker, CALLBACK.formatted(", \"TimeoutSeconds\": 1"), "{}");

      assertThat(row.status()).isEqualTo(ExecutionStatus.FAILED);
      assertThat(row.error()).isEqualTo(StatesError.TIMEOUT);
    }
  }

  @Test
  void aCallThatTakesTooLongIsTheStatesTimeoutAndNotTheConnectors() {
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      Thread.sleep(request.timeout());
      return Outcome.failed(new StatesError("Connector.TimedOut", "gave up"));
    })) {
      for (int i = 0; i < 3; i++) {
        ExecutionRow row = engine.run(worker, TASK.formatted(", \"TimeoutSeconds\": 1"), "{}");

        assertThat(row.error()).isEqualTo(StatesError.TIMEOUT);
      }
    }
  }

  @Test
  void aStoppedExecutionIsAborted() {
    String definition = "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":3600,\"End\":true}}}";
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, WorkerTest::echo)) {
      ExecutionKey key = engine.start(worker, engine.machine(definition), "{}");

      engine.stop(worker, key, "Enough", "by hand");
      ExecutionRow row = engine.ended(key);

      assertThat(row.status()).isEqualTo(ExecutionStatus.ABORTED);
      assertThat(row.error()).isEqualTo("Enough");
      assertThat(row.cause()).isEqualTo("by hand");
    }
  }

  @Test
  void anAttemptOfADeadWorkerFailsAndOnlyRetryTriesAgain() {
    var never = new CountDownLatch(1);
    var calls = new AtomicInteger();
    String retry = ", \"Retry\": [{\"ErrorEquals\": [\"States.TaskFailed\"], \"IntervalSeconds\": 1}]";
    Worker dead = engine.worker(RecoveryClass.UNKNOWN, request -> {
      never.await();
      return Outcome.ok(Payload.parse("\"too late\""));
    });
    ExecutionKey key = engine.start(dead, engine.machine(TASK.formatted(retry)), "{}");
    dead.crash();
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      calls.incrementAndGet();
      return Outcome.ok(Payload.parse("\"second try\""));
    })) {
      ExecutionRow row = engine.ended(key);
      never.countDown();

      assertThat(TestEngine.output(row)).isEqualTo("\"second try\"");
      assertThat(calls).hasValue(1);
      assertThat(engine.history(key)).extracting(HistoryEvent::type)
          .filteredOn(HistoryEventType.TaskFailed::equals)
          .hasSize(1);
      assertGapFree(key);
    }
  }

  @Test
  void anIdempotentCallOfADeadWorkerIsSentAgainUnderTheSameToken() {
    var never = new CountDownLatch(1);
    var first = new CompletableFuture<String>();
    var second = new CompletableFuture<String>();
    Worker dead = engine.worker(RecoveryClass.RESEND, request -> {
      first.complete(request.idempotencyToken());
      never.await();
      return Outcome.ok(Payload.parse("\"too late\""));
    });
    ExecutionKey key = engine.start(dead, engine.machine(TASK.formatted("")), "{}");
    first.join();
    dead.crash();
    try (Worker worker = engine.worker(RecoveryClass.RESEND, request -> {
      second.complete(request.idempotencyToken());
      return Outcome.ok(Payload.parse("\"again\""));
    })) {
      ExecutionRow row = engine.ended(key);
      never.countDown();

      assertThat(TestEngine.output(row)).isEqualTo("\"again\"");
      assertThat(second.join()).isEqualTo(first.join());
    }
  }

  @Test
  void aStoppingWorkerRecordsItsCallAndLeavesTheNextToOthers() {
    String definition = """
        {"StartAt": "One", "States": {
          "One": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "one"}, "Next": "Two"},
          "Two": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "two"}, "End": true}}}
        """;
    var called = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var onFirst = new AtomicInteger();
    Worker first = engine.worker(RecoveryClass.UNKNOWN, request -> {
      onFirst.incrementAndGet();
      called.countDown();
      goOn.await();
      return Outcome.ok(Payload.parse("1"));
    });
    ExecutionKey key = engine.start(first, engine.machine(definition), "{}");
    await().until(() -> called.getCount() == 0);
    Thread stopping = Thread.ofPlatform().start(first::close);
    await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    goOn.countDown();
    await().until(() -> !stopping.isAlive());

    try (Worker second = engine.worker(RecoveryClass.UNKNOWN,
        request -> Outcome.ok(Payload.parse("2")))) {
      ExecutionRow row = engine.ended(key);

      assertThat(TestEngine.output(row)).isEqualTo("2");
      assertThat(onFirst).hasValue(1);
      assertThat(engine.history(key)).extracting(HistoryEvent::type)
          .doesNotContain(HistoryEventType.TaskFailed);
    }
  }

  private void assertGapFree(ExecutionKey key) {
    List<HistoryEvent> events = engine.history(key);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).id()).isEqualTo(i + 1L);
      assertThat(events.get(i).previousEventId()).isLessThan(i + 1L);
    }
  }

  private static Outcome<Payload> echo(dev.pawl.core.task.TaskRequest request) {
    return Outcome.ok(
        Payload.parse("{\"Payload\":" + TestEngine.parameter(request, "Payload") + "}"));
  }
}
