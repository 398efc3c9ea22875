package dev.pawl.worker.burst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.identity.TaskTokens;
import dev.pawl.db.TestDatabase;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.definition.Definitions;
import dev.pawl.worker.lease.Leases;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReaderTest {
  private static final String ACCOUNT = "000000000000";

  @Test
  void itEndsWithItsNodeAlsoWhereNoInterruptReachesIt() throws InterruptedException {
    try (var database = TestDatabase.create().open();
        var interpreters = new Interpreters(1, Interpreters.LONGEST_EVALUATION);
        var leases = new Leases(database, UUID.randomUUID(), "test", true)) {
      var settings = WorkerSettings.standard("us-east-1", ACCOUNT, "test").alone();
      var world = new World(database, settings, new TaskTokens(new byte[32], ACCOUNT));
      var alarms = new Alarms(database.clock());
      var bursts = new Bursts(database, settings, UUID.randomUUID(), world,
          new Definitions(database.stateMachines(), "us-east-1"), alarms, leases, _ -> {
            throw new IllegalStateException("no call is made here");
          }, interpreters, (_, _, _) -> {});
      Thread reader = Thread.ofPlatform().daemon()
          .start(new Reader(database, leases, bursts, alarms, Duration.ofMillis(50)));

      bursts.stop();

      assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    }
  }
}
