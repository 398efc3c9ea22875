package dev.pawl.worker.burst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.task.Resource;
import dev.pawl.db.TestDatabase;
import dev.pawl.tasks.CallPolicies;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.Engine;
import dev.pawl.worker.Incarnation;
import dev.pawl.worker.Machinery;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.attempt.Bulkheads;
import dev.pawl.worker.attempt.ThreadCaller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ReaderTest {
  private static final String ACCOUNT = "000000000000";

  @Test
  void itEndsWithItsNodeAlsoWhereNoInterruptReachesIt() throws InterruptedException {
    try (var database = TestDatabase.create().open();
        var interpreters = new Interpreters(1, Interpreters.LONGEST_EVALUATION)) {
      var settings = WorkerSettings.standard("us-east-1", ACCOUNT, "test").alone();
      Function<Resource, Connector> connectors = _ -> {
        throw new IllegalStateException("no call is made here");
      };
      var engine = new Engine(database.store(), settings, Incarnation.ofThisProcess(),
          new TaskTokens(new byte[32], ACCOUNT), connectors,
          new Machinery(interpreters, Runnable::run, new ThreadCaller(connectors,
              new Bulkheads(CallPolicies.USUAL, new SimpleMeterRegistry())),
              database.meters()),
          (_, _, _) -> {});
      Thread reader = Thread.ofPlatform().daemon()
          .start(engine.reader());

      engine.bursts().stop();

      assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    }
  }
}
