package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.catalogue.Routing;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executions that tasks start. */
class ChildTest {
  private static final String PASS = """
      {"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": {"answer": 42}, "End": true}}}
      """;
  private static final String TASK = """
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "f"}, "End": true}}}
      """;
  private static final String WAIT = """
      {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3000, "End": true}}}
      """;
  private static final String PARENT = """
      {"StartAt": "Start", "States": {"Start": {"Type": "Task", "Resource": "arn:aws:states:::%s",
        "Parameters": %s, "End": true %s}}}
      """;

  private final TestEngine engine = new TestEngine();

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void aChildIsStartedAndNotWaitedFor() {
    try (Worker worker = worker()) {
      UUID child = engine.machine(WAIT);

      ExecutionRow row = engine.run(worker, parent("states:startExecution", child, ""), "{}");

      Map<?, ?> output = object(TestEngine.output(row));
      assertThat(output.keySet()).extracting(String::valueOf)
          .containsExactly("ExecutionArn", "SdkHttpMetadata", "SdkResponseMetadata", "StartDate");
      assertThat(children(child)).hasSize(1);
      assertThat(types(row)).containsSubsequence(HistoryEventType.TaskScheduled,
          HistoryEventType.TaskStarted, HistoryEventType.TaskSucceeded);
    }
  }

  @Test
  void aParentGetsTheOutputOfTheChildThatItWaitsFor() {
    try (Worker worker = worker()) {
      UUID child = engine.machine(PASS);

      ExecutionRow text = engine.run(worker, parent("states:startExecution.sync", child, ""),
          "{}");
      ExecutionRow parsed = engine.run(worker, parent("states:startExecution.sync:2", child, ""),
          "{}");

      assertThat(object(TestEngine.output(text)).get("Output")).isEqualTo("{\"answer\":42}");
      assertThat(object(TestEngine.output(parsed)).get("Output")).isEqualTo(Map.of("answer", 42));
      assertThat(object(TestEngine.output(parsed)).get("Status")).isEqualTo("SUCCEEDED");
      assertThat(types(text)).containsSubsequence(HistoryEventType.TaskStarted,
          HistoryEventType.TaskSubmitted, HistoryEventType.TaskSucceeded);
    }
  }

  @Test
  void theFailureOfAChildIsTheCauseOfTheTasks() {
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN,
        _ -> Outcome.failed(new StatesError("Broken", "by itself")))) {
      UUID child = engine.machine(TASK);

      ExecutionRow row = engine.run(worker, parent("states:startExecution.sync", child, ""), "{}");

      assertThat(row.error()).isEqualTo("States.TaskFailed");
      Map<?, ?> cause = object(Objects.requireNonNull(row.cause()));
      assertThat(cause.get("Error")).isEqualTo("Broken");
      assertThat(cause.get("Cause")).isEqualTo("by itself");
      assertThat(cause.get("Status")).isEqualTo("FAILED");
    }
  }

  @Test
  void familiesMayBeOfAnyDepth() {
    try (Worker worker = worker()) {
      UUID machine = engine.machine(PASS);
      for (int depth = 0; depth < 5; depth++) {
        machine = engine.machine(parent("states:startExecution.sync:2", machine, ""));
      }

      ExecutionRow row = engine.ended(engine.start(worker, machine, "{}"));

      Object output = object(TestEngine.output(row));
      for (int depth = 0; depth < 5; depth++) {
        output = ((Map<?, ?>) Objects.requireNonNull(output)).get("Output");
      }
      assertThat(output).isEqualTo(Map.of("answer", 42));
    }
  }

  @Test
  void aChildStopsWithItsParent() {
    try (Worker worker = worker()) {
      UUID child = engine.machine(WAIT);
      ExecutionKey parent = engine.start(worker,
          engine.machine(parent("states:startExecution.sync", child, "")), "{}");
      await().until(() -> types(engine.history(parent)).contains(HistoryEventType.TaskSubmitted));

      engine.stop(worker, parent, "E", "C");

      assertThat(engine.ended(parent).status()).isEqualTo(ExecutionStatus.ABORTED);
      assertThat(engine.ended(children(child).getFirst()).status())
          .isEqualTo(ExecutionStatus.ABORTED);
    }
  }

  @Test
  void aChildStopsWhenItsTaskTimesOutOrItsBranchIsCancelled() {
    try (Worker worker = worker()) {
      UUID slow = engine.machine(WAIT);
      ExecutionRow row = engine.run(worker,
          parent("states:startExecution.sync", slow, ", \"TimeoutSeconds\": 1"), "{}");

      assertThat(row.error()).isEqualTo("States.Timeout");
      assertThat(engine.ended(children(slow).getFirst()).status())
          .isEqualTo(ExecutionStatus.ABORTED);

      UUID other = engine.machine(WAIT);
      String both = """
          {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [%s,
            {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "F"},
              "F": {"Type": "Fail", "Error": "Enough"}}}]}}}
          """.formatted(parent("states:startExecution.sync", other, ""));
      ExecutionRow failed = engine.run(worker, both, "{}");

      assertThat(failed.error()).isEqualTo("Enough");
      assertThat(engine.ended(children(other).getFirst()).status())
          .isEqualTo(ExecutionStatus.ABORTED);
    }
  }

  @Test
  void aTokenEndsTheTaskBeforeTheChildDoes() {
    var token = new CompletableFuture<String>();
    var release = new CountDownLatch(1);
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      token.complete(TestEngine.parameter(request, "FunctionName"));
      release.await();
      return Outcome.ok(Payload.parse("{}"));
    })) {
      UUID child = engine.machine("""
          {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName.$": "$.token"}, "End": true}}}
          """);
      ExecutionKey parent = engine.start(worker, engine.machine(PARENT.formatted(
          "states:startExecution.sync",
          "{\"StateMachineArn\": \"%s\", \"Input\": {\"token.$\": \"$$.Task.Token\"}}"
              .formatted(arn(child)),
          "")), "{}");

      engine.succeed(worker, token.join(), "\"first\"");

      assertThat(TestEngine.output(engine.ended(parent))).isEqualTo("\"first\"");
      release.countDown();
      assertThat(engine.ended(children(child).getFirst()).status())
          .isEqualTo(ExecutionStatus.SUCCEEDED);
    }
  }

  @Test
  void aNameThatIsTakenAndAMachineThatIsMissingFailTheTask() {
    try (Worker worker = worker()) {
      UUID child = engine.machine(PASS);
      String named = PARENT.formatted("states:startExecution",
          "{\"StateMachineArn\": \"%s\", \"Name\": \"n\", \"Input.$\": \"$\"}"
              .formatted(arn(child)),
          "");

      assertThat(engine.run(worker, named, "{}").status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(engine.run(worker, named, "{}").error())
          .isEqualTo("StepFunctions.ExecutionAlreadyExistsException");
      assertThat(engine.run(worker, parent("states:startExecution", UUID.randomUUID(), ""), "{}")
          .error()).isEqualTo("StepFunctions.StateMachineDoesNotExistException");
    }
  }

  @Test
  void aVersionOrAnAliasOfAChildIsStarted() {
    try (Worker worker = worker()) {
      UUID child = engine.machine(PASS);
      engine.database.versions().publish(child, 1, null, 10);
      engine.database.aliases().create(child, "PROD", null,
          new Routing(List.of(new Routing.Route(1, 100))), 10);
      String qualified = parent("states:startExecution.sync", child, "");

      for (String qualifier : List.of(":1", ":PROD", ":2", ":NONE")) {
        ExecutionRow row = engine.run(worker,
            qualified.replace(arn(child), arn(child) + qualifier), "{}");

        assertThat(String.valueOf(row.error())).isEqualTo(qualifier.equals(":1")
            || qualifier.equals(":PROD")
                ? "null"
                : "StepFunctions.StateMachineDoesNotExistException");
      }
      assertThat(children(child)).extracting(key -> engine.ended(key).by())
          .containsExactlyInAnyOrder(new Qualifier.Version(1), new Qualifier.Alias("PROD", 1));
    }
  }

  @Test
  void anExpressChildCannotBeWaitedFor() {
    try (Worker worker = worker()) {
      UUID child = engine.machine(PASS, StateMachineType.EXPRESS);

      assertThat(engine.run(worker, parent("states:startExecution.sync", child, ""), "{}").error())
          .isEqualTo("StepFunctions.StateMachineTypeNotSupportedException");
    }
  }

  @Test
  void anExpressExecutionIsRunToItsEndForATask() {
    try (Worker worker = worker()) {
      UUID child = engine.machine("""
          {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"b": 2}, "End": true}}}""",
          StateMachineType.EXPRESS);
      UUID failing = engine.machine("""
          {"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "Own", "Cause": "why"}}}""",
          StateMachineType.EXPRESS);

      assertThat(
          TestEngine.output(engine.run(worker, parent("aws-sdk:sfn:startSyncExecution", child, ""),
              "{}")))
          .contains("\"Status\":\"SUCCEEDED\"", "\"Output\":\"{\\\"b\\\":2}\"", ":express:",
              "\"BilledMemoryUsedInMB\":64");
      // As by the API: the call has gone well, whatever became of the execution.
      assertThat(TestEngine
          .output(engine.run(worker, parent("aws-sdk:sfn:startSyncExecution", failing, ""),
              "{}")))
          .contains("\"Status\":\"FAILED\"", "\"Error\":\"Own\"");
      assertThat(engine.run(worker,
          parent("aws-sdk:sfn:startSyncExecution", engine.machine(PASS), ""), "{}").error())
          .isEqualTo("Sfn.StateMachineTypeNotSupportedException");
    }
  }

  @Test
  void theWorkOfADeadNodeIsTakenOverWithoutASecondChild() {
    UUID child = engine.machine(WAIT.replace("3000", "2"));
    ExecutionKey parent;
    Worker first = worker();
    parent = engine.start(first,
        engine.machine(parent("states:startExecution.sync", child, "")), "{}");
    first.crash();
    engine.execute("delete from node");

    try (Worker second = worker()) {
      second.nudge();

      assertThat(engine.ended(parent).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(children(child)).hasSize(1);
    }
  }

  @Test
  void aConnectionThatBreaksWhileAChildIsLookedUpCostsNothing() throws SQLException {
    try (Worker worker = worker();
        Connection other = engine.connect();
        var statement = other.createStatement()) {
      UUID child = engine.machine(PASS);
      UUID parent = engine.machine(parent("states:startExecution.sync:2", child, ""));
      // The parent's definition is known from here on.
      engine.ended(engine.start(worker, parent, "{}"));
      other.setAutoCommit(false);
      statement.execute("lock table state_machine in access exclusive mode");

      ExecutionKey key = engine.start(worker, parent, "{}");
      await().until(() -> cutWhoWaitsForTheCatalogue(statement));
      other.rollback();

      assertThat(engine.ended(key).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(children(child)).hasSize(2);
    }
  }

  private static boolean cutWhoWaitsForTheCatalogue(Statement statement) throws SQLException {
    // Within a transaction the view would stay as it was first seen.
    statement.execute("select pg_stat_clear_snapshot()");
    try (ResultSet row = statement.executeQuery("""
        select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
          and query like '%from state_machine%'
        """)) {
      return row.next() && row.getInt(1) > 0;
    }
  }

  private Worker worker() {
    return engine.worker(RecoveryClass.UNKNOWN,
        request -> Outcome.ok(Payload.of(Map.of("Payload", 1))));
  }

  private static String parent(String resource, UUID child, String more) {
    return PARENT.formatted(resource,
        "{\"StateMachineArn\": \"%s\"}".formatted(arn(child)), more);
  }

  private static String arn(UUID machine) {
    return "arn:aws:states:us-east-1:%s:stateMachine:machine-%s"
        .formatted(TestEngine.ACCOUNT, machine);
  }

  private List<ExecutionKey> children(UUID machine) {
    return engine.database.executions()
        .list(machine, java.util.Optional.empty(), java.util.Optional.empty(), 10,
            java.util.Optional.empty())
        .stream()
        .map(row -> row.key())
        .toList();
  }

  private List<HistoryEventType> types(ExecutionRow row) {
    return types(engine.history(row.key()));
  }

  private static List<HistoryEventType> types(List<HistoryEvent> events) {
    return events.stream().map(HistoryEvent::type).toList();
  }

  private static Map<?, ?> object(String json) {
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(json));
  }
}
