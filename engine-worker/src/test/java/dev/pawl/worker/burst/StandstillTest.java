package dev.pawl.worker.burst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.TestDatabase;
import dev.pawl.db.execution.ExecutionKey;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StandstillTest {
  @Test
  void pausesDoubleFromOneSecondToTenMinutes() {
    assertThat(IntStream.of(1, 2, 3, 9, 10, 11, 1_000).mapToObj(Standstill::pause))
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4),
            Duration.ofSeconds(256), Duration.ofSeconds(512), Duration.ofMinutes(10),
            Duration.ofMinutes(10));
  }

  @Test
  void whatAnotherNodeLooksAfterNowIsForgotten() {
    try (TestDatabase test = TestDatabase.create()) {
      var store = test.open().store();
      ExecutionKey mine = run(test, 1);
      ExecutionKey theirs = run(test, 2);
      var shards = new AtomicReference<>(Set.of(1, 2));
      var standstill = new Standstill(store, "execution", shards::get);
      var why = new UnreadableRunException(mine, new IllegalArgumentException("no such kind"));
      standstill.failed(mine, why);
      standstill.failed(theirs, why);
      assertThat(standstill.count()).isEqualTo(2);

      shards.set(Set.of());
      assertThat(standstill.count()).as("a node that cannot trust its leases").isEqualTo(2);
      shards.set(Set.of(1));
      assertThat(standstill.count()).isEqualTo(1);
      shards.set(Set.of(1, 2));

      assertThat(standstill.count()).isEqualTo(1);
    }
  }

  private static ExecutionKey run(TestDatabase test, int shard) {
    var key = new ExecutionKey(shard, UUID.randomUUID());
    test.execute("insert into run (shard, id, rev, next_event, state) values (" + shard + ", '"
        + key.id() + "', 1, 2, '')");
    return key;
  }
}
