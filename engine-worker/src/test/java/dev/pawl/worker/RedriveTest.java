package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redriven executions go on in whatever worker is there, and what had succeeded is not called again. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RedriveTest {
  private static final String MAP = """
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {
        "StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "End": true}}}}}}
      """;

  private final TestEngine engine = new TestEngine();
  private final AtomicBoolean isMended = new AtomicBoolean();
  private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void onlyWhatHadNotSucceededIsCalledAgain() {
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, this::call)) {
      ExecutionKey key = engine.start(worker, engine.machine(MAP), "[1,2,3]");
      assertThat(engine.ended(key).status()).isEqualTo(ExecutionStatus.FAILED);
      long succeeded = engine.history(key).stream()
          .filter(event -> event.type() == HistoryEventType.MapIterationSucceeded).count();

      isMended.set(true);
      calls.clear();
      engine.redrive(key);
      worker.nudge();
      ExecutionRow row = engine.ended(key);

      assertThat(TestEngine.output(row)).isEqualTo("[1,2,3]");
      assertThat(calls).contains("2").hasSize(3 - (int) succeeded);
      assertThat(row.redrives().count()).isEqualTo(1);
      assertThat(engine.database.mapItems().load(key, 2)).isEmpty();
      assertGapFree(key);
    }
  }

  @Test
  void aLargeOutputOfAFinishedIterationIsKept() {
    String large = "\"" + "x".repeat(50_000) + "\"";
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, this::call)) {
      String definition = MAP.replace("\"Type\": \"Map\"",
          "\"Type\": \"Map\", \"MaxConcurrency\": 1");
      ExecutionKey key = engine.start(worker, engine.machine(definition), "[" + large + ",2]");
      assertThat(engine.ended(key).status()).isEqualTo(ExecutionStatus.FAILED);

      isMended.set(true);
      calls.clear();
      engine.redrive(key);
      ExecutionRow row = engine.ended(key);

      assertThat(TestEngine.output(row)).isEqualTo("[" + large + ",2]");
      assertThat(calls).containsExactly("2");
    }
  }

  @Test
  void aWorkerThatDiesRightAfterTheRedriveIsReplacedByAnother() {
    Worker dead = engine.worker(RecoveryClass.UNKNOWN, this::call);
    ExecutionKey key = engine.start(dead, engine.machine(MAP), "[1,2,3]");
    engine.ended(key);

    isMended.set(true);
    engine.redrive(key);
    dead.crash();

    try (Worker worker = engine.worker(RecoveryClass.RESEND, this::call)) {
      ExecutionRow row = engine.ended(key);

      assertThat(TestEngine.output(row)).isEqualTo("[1,2,3]");
      assertThat(engine.history(key)).extracting(HistoryEvent::type)
          .filteredOn(HistoryEventType.ExecutionRedriven::equals).hasSize(1);
      assertGapFree(key);
    }
  }

  @Test
  void aWorkerThatDiesInACallOfTheRedrivenExecutionIsReplacedByAnother() {
    var called = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    Worker dead = engine.worker(RecoveryClass.RESEND, request -> {
      if (isMended.get()) {
        called.countDown();
        never.await();
      }
      return call(request);
    });
    ExecutionKey key = engine.start(dead, engine.machine(MAP), "[1,2,3]");
    engine.ended(key);
    isMended.set(true);
    engine.redrive(key);
    dead.nudge();
    await().until(() -> called.getCount() == 0);
    dead.crash();

    try (Worker worker = engine.worker(RecoveryClass.RESEND, this::call)) {
      assertThat(TestEngine.output(engine.ended(key))).isEqualTo("[1,2,3]");
      assertGapFree(key);
    }
    never.countDown();
  }

  /** Echoes its input, but fails for 2 until it is mended. */
  private Outcome<Payload> call(TaskRequest request) {
    String payload = TestEngine.parameter(request, "Payload");
    calls.add(payload);
    return payload.equals("2") && !isMended.get()
        ? Outcome.failed(new StatesError("Broken", "not mended"))
        : Outcome.ok(payload.matches("\\d+")
            ? Payload.parse(payload)
            : Payload.of(payload));
  }

  private void assertGapFree(ExecutionKey key) {
    List<HistoryEvent> events = engine.history(key);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).id()).isEqualTo(i + 1L);
    }
  }
}
