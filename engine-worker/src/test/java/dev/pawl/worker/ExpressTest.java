package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.worker.express.ExpressEnd;
import dev.pawl.worker.express.ExpressStart;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Express executions: in memory, nothing stored. */
final class ExpressTest {
  private static final TestEngine ENGINE = new TestEngine();
  private static final String CALL = """
      {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
       "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"} %s}}}
      """;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @BeforeEach
  void forget() {
    ENGINE.express.clear();
  }

  @Test
  void theEndComesBackAndNothingIsStored() {
    String definition = """
        {"StartAt": "M", "States": {
         "M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "T", "States": {
          "T": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": {"FunctionName": "f", "Payload.$": "$"}}}}}}}
        """;
    try (Worker worker = ENGINE.worker(RecoveryClass.UNKNOWN,
        request -> Outcome.ok(request.parameters()))) {
      ExpressEnd end = run(worker, definition, "[1,2,3]").join();

      assertThat(end.result().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(Objects.requireNonNull(end.result().output()).text()).isEqualTo(
          "[{\"FunctionName\":\"f\",\"Payload\":1},{\"FunctionName\":\"f\",\"Payload\":2},"
              + "{\"FunctionName\":\"f\",\"Payload\":3}]");
      assertThat(end.execution().arn()).matches(
          "arn:aws:states:us-east-1:000000000000:express:machine-.*:[0-9a-f-]{36}:[0-9a-f-]{36}");
    }
    assertThat(ENGINE.test.count("""
        select (select count(*) from execution) + (select count(*) from run)
          + (select count(*) from history) + (select count(*) from task)
        """)).isZero();
    assertThat(ENGINE.express).extracting(HistoryEvent::id).first().isEqualTo(1L);
    assertThat(ENGINE.express).extracting(event -> event.type().name())
        .startsWith("ExecutionStarted", "MapStateEntered").endsWith("ExecutionSucceeded");
  }

  @Test
  void retriesWaitAndThenTheCallIsMadeAgain() {
    AtomicInteger calls = new AtomicInteger();
    try (Worker worker = ENGINE.worker(RecoveryClass.UNKNOWN,
        _ -> calls.incrementAndGet() == 1
            ? Outcome.failed(new StatesError("Busy", "later"))
            : Outcome.ok(Payload.ofText("\"done\"")))) {
      ExpressEnd end = run(worker, CALL.formatted("""
          , "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1}]"""), "{}").join();

      assertThat(Objects.requireNonNull(end.result().output()).text()).isEqualTo("\"done\"");
      assertThat(calls).hasValue(2);
    }
  }

  @Test
  void aTaskThatNeverAnswersTimesOutAndItsCallIsGivenUp() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Worker worker = ENGINE.worker(RecoveryClass.UNKNOWN, _ -> {
      try {
        new CountDownLatch(1).await();
      } finally {
        interrupted.countDown();
      }
      throw new AssertionError("unreachable");
    })) {
      ExpressEnd end = run(worker, CALL.formatted(", \"TimeoutSeconds\": 1"), "{}").join();

      assertThat(Objects.requireNonNull(end.result().error()).name()).isEqualTo("States.Timeout");
      interrupted.await();
      assertThat(worker.callsUnderWay()).isZero();
    }
  }

  @Test
  void theMachinesOwnTimeoutEndsTheExecution() {
    String definition = """
        {"TimeoutSeconds": 1, "StartAt": "W",
         "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}}
        """;
    try (Worker worker = ENGINE.worker(RecoveryClass.UNKNOWN,
        _ -> Outcome.ok(Payload.EMPTY_OBJECT))) {
      ExpressEnd end = run(worker, definition, "{}").join();

      assertThat(end.result().status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    }
  }

  @Test
  void aNodeThatStopsTellsThoseWhoWait() {
    String definition = """
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}}
        """;
    CompletableFuture<ExpressEnd> end;
    try (Worker worker = ENGINE.worker(RecoveryClass.UNKNOWN,
        _ -> Outcome.ok(Payload.EMPTY_OBJECT))) {
      end = run(worker, definition, "{}");
    }

    assertThatThrownBy(end::join).hasMessageContaining("the node stops");
  }

  private static CompletableFuture<ExpressEnd> run(Worker worker, String definition,
      String input) {
    UUID machine = ENGINE.machine(definition, StateMachineType.EXPRESS);
    return worker.run(new ExpressStart(machine, 1, Optional.empty(), Payload.parse(input)))
        .thenApply(Optional::orElseThrow);
  }
}
