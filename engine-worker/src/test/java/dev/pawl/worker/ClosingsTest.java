package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who waits in a worker's process for an execution to close is told, and its row says the same by then. */
class ClosingsTest {
  private static final String WAIT = """
      {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3000, "End": true}}}
      """;

  @Test
  void allWhoWaitAreToldWhenTheExecutionIsStoppedAndOthersAreNotKeptForEver() {
    try (TestEngine engine = new TestEngine();
        Worker worker = engine.worker(RecoveryClass.UNKNOWN,
            _ -> Outcome.ok(Payload.EMPTY_OBJECT))) {
      var machine = engine.machine(WAIT);
      ExecutionKey stopped = engine.start(worker, machine, "{}");
      ExecutionKey open = engine.start(worker, machine, "{}");
      CompletableFuture<Boolean> one = worker.closing(stopped, Duration.ofSeconds(30));
      CompletableFuture<Boolean> other = worker.closing(stopped, Duration.ofSeconds(30));
      CompletableFuture<Boolean> inVain = worker.closing(open, Duration.ofMillis(100));

      engine.stop(worker, stopped, "E", "c");

      assertThat(one.join()).isTrue();
      assertThat(engine.database.executions().find(stopped).orElseThrow().status())
          .isEqualTo(ExecutionStatus.ABORTED);
      assertThat(other.join()).isTrue();
      assertThat(inVain.join()).isFalse();
    }
  }
}
