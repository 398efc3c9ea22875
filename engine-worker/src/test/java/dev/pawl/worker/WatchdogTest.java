package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What follows when an evaluation does not end. The guards of the evaluator stop all that is known to run
 * on, so here the watchdog is made faster than they are.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WatchdogTest {
  private static final Duration LONGEST = Duration.ofMillis(120);

  /** Runs until the guard's second is over. */
  private static final String JSONATA = """
      {"Type": "Pass", "QueryLanguage": "JSONata", "End": true, "Output":
        "{% $match($states.input.a, /^(.*a){15}b$/) %}"}""";
  private static final String JSONPATH = """
      {"Type": "Pass", "End": true, "Parameters": {"v.$": "$[?(@.a =~ /^(.*a){15}b$/)]"}}""";
  private static final String MANY_LETTERS = "[{\"a\": \"" + "a".repeat(42) + "\"}]";

  private final TestEngine engine = new TestEngine();

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void anExecutionThatDoesNotGetPastItsFirstBurstFails() {
    try (Worker worker = worker()) {
      ExecutionKey key = engine.start(worker,
          engine.machine("{\"StartAt\":\"A\",\"States\":{\"A\":" + JSONATA + "}}"),
          "{\"a\": \"" + "a".repeat(42) + "\"}");

      ExecutionRow row = engine.ended(key);

      assertThat(row.status()).isEqualTo(ExecutionStatus.FAILED);
      assertThat(row.error()).isEqualTo("States.QueryEvaluationError");
      assertThat(row.cause()).startsWith("The JSONata expression '$match(")
          .endsWith("timeout: Check for infinite loop");
      assertThat(engine.history(key)).extracting(HistoryEvent::type)
          .containsExactly(HistoryEventType.ExecutionStarted, HistoryEventType.ExecutionFailed);
      await().until(() -> worker.lostThreads() == 0);
      assertThat(worker.troubles()).isEmpty();
    }
  }

  @Test
  void anOpenExecutionFailsWhereItStands() {
    String machine = "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":1,"
        + "\"Next\":\"A\"},\"A\":" + JSONPATH + "}}";
    try (Worker worker = worker()) {
      ExecutionKey key = engine.start(worker, engine.machine(machine), MANY_LETTERS);

      ExecutionRow row = engine.ended(key);

      assertThat(row.error()).isEqualTo("States.Runtime");
      assertThat(row.cause()).endsWith("took too long");
      assertThat(engine.history(key)).extracting(HistoryEvent::type)
          .containsExactly(HistoryEventType.ExecutionStarted, HistoryEventType.WaitStateEntered,
              HistoryEventType.ExecutionFailed);
      await().until(() -> worker.lostThreads() == 0);
      assertThat(engine.count("select count(*) from run")).isZero();
    }
  }

  @Test
  void othersGoOnMeanwhile() {
    String hostile = "{\"StartAt\":\"A\",\"States\":{\"A\":" + JSONPATH + "}}";
    try (Worker worker = worker()) {
      var machine = engine.machine(hostile);
      ExecutionKey one = engine.start(worker, machine, MANY_LETTERS);
      ExecutionKey two = engine.start(worker, machine, MANY_LETTERS);
      ExecutionKey other = engine.start(worker,
          engine.machine("{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}"),
          "1");

      assertThat(engine.ended(other).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(engine.ended(one).status()).isEqualTo(ExecutionStatus.FAILED);
      assertThat(engine.ended(two).status()).isEqualTo(ExecutionStatus.FAILED);
    }
  }

  private Worker worker() {
    return engine.worker(RecoveryClass.UNKNOWN, request -> Outcome.ok(request.parameters()),
        LONGEST);
  }
}
