package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that wait for the end of another service's job, which a worker looks after. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JobTest {
  private static final String MACHINE = """
      {"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::glue:startJobRun.sync", "Parameters": {"JobName": "j"}}}}""";

  private final TestEngine engine = new TestEngine();
  private final Glue glue = new Glue();

  @AfterEach
  void stop() {
    engine.close();
  }

  /** A service with one job. */
  private static final class Glue implements TestEngine.Call {
    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile Outcome<Payload> state = running();
    volatile CountDownLatch begins = new CountDownLatch(0);

    static Outcome<Payload> in(String state) {
      return Outcome.ok(Payload.parse("{\"JobRun\": {\"JobRunState\": \"" + state + "\"}}"));
    }

    static Outcome<Payload> running() {
      return in("RUNNING");
    }

    @Override
    public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
      String action = ((Resource.Service) request.resource()).action();
      calls.add(action + " " + request.parameters().text());
      return switch (action) {
        case "startJobRun" -> {
          begins.await();
          yield Outcome.ok(Payload.parse("{\"JobRunId\": \"r1\"}"));
        }
        case "getJobRun" -> state;
        default -> Outcome.ok(Payload.parse("{}"));
      };
    }

    long looks() {
      return calls.stream().filter(call -> call.startsWith("getJobRun")).count();
    }
  }

  private Worker worker() {
    return engine.worker(RecoveryClass.RESEND, glue);
  }

  @Test
  void theTaskEndsWithItsJob() {
    try (Worker worker = worker()) {
      ExecutionKey key = engine.start(worker, engine.machine(MACHINE), "{}");
      await().until(() -> glue.looks() >= 2);
      glue.state = Glue.in("SUCCEEDED");

      ExecutionRow row = engine.ended(key);

      assertThat(TestEngine.output(row)).isEqualTo("{\"JobRunState\":\"SUCCEEDED\"}");
      assertThat(glue.calls).startsWith("startJobRun {\"JobName\":\"j\"}",
          "getJobRun {\"JobName\":\"j\",\"RunId\":\"r1\"}")
          .noneMatch(call -> call.startsWith("batchStop"));
      assertThat(engine.history(key)).extracting(HistoryEvent::type).containsExactly(
          HistoryEventType.ExecutionStarted, HistoryEventType.TaskStateEntered,
          HistoryEventType.TaskScheduled, HistoryEventType.TaskStarted,
          HistoryEventType.TaskSubmitted, HistoryEventType.TaskSucceeded,
          HistoryEventType.TaskStateExited, HistoryEventType.ExecutionSucceeded);
      assertThat(engine.count("select count(*) from task")).isZero();
    }
  }

  @Test
  void aServiceThatIsAwayForAWhileIsAskedAgain() {
    glue.state = Outcome.failed(new StatesError("Glue.SdkClientException", "refused"));
    try (Worker worker = worker()) {
      ExecutionKey key = engine.start(worker, engine.machine(MACHINE), "{}");
      await().until(() -> glue.looks() >= 2);
      glue.state = Glue.in("FAILED");

      ExecutionRow row = engine.ended(key);

      assertThat(row.error()).isEqualTo(StatesError.TASK_FAILED);
      assertThat(row.cause()).isEqualTo("{\"JobRunState\":\"FAILED\"}");
    }
  }

  @Test
  void aStopStopsTheJob() {
    try (Worker worker = worker()) {
      ExecutionKey key = engine.start(worker, engine.machine(MACHINE), "{}");
      await().until(() -> glue.looks() >= 1);

      engine.stop(worker, key, "E", "c");

      assertThat(engine.ended(key).status()).isEqualTo(ExecutionStatus.ABORTED);
      await().until(() -> glue.calls.contains(
          "batchStopJobRun {\"JobName\":\"j\",\"JobRunIds\":[\"r1\"]}"));
    }
  }

  @Test
  void aJobThatBeginsWhileItsExecutionIsStoppedIsStopped() {
    glue.begins = new CountDownLatch(1);
    try (Worker worker = worker()) {
      ExecutionKey key = engine.start(worker, engine.machine(MACHINE), "{}");
      await().until(() -> !glue.calls.isEmpty());
      engine.stop(worker, key, "E", "c");
      assertThat(engine.ended(key).status()).isEqualTo(ExecutionStatus.ABORTED);

      glue.begins.countDown();

      await().until(() -> glue.calls.contains(
          "batchStopJobRun {\"JobName\":\"j\",\"JobRunIds\":[\"r1\"]}"));
    }
  }

  @Test
  void anotherWorkerGoesOnLooking() {
    ExecutionKey key;
    try (Worker worker = worker()) {
      key = engine.start(worker, engine.machine(MACHINE), "{}");
      await().until(() -> glue.looks() >= 1);
    }
    long looks = glue.looks();
    try (Worker _ = worker()) {
      await().until(() -> glue.looks() > looks);
      glue.state = Glue.in("SUCCEEDED");

      assertThat(engine.ended(key).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    }
    assertThat(glue.calls).filteredOn(call -> call.startsWith("startJobRun")).hasSize(1);
  }
}
