package dev.pawl.db.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Notices from one node to another. */
final class WakeTest {
  private static final TestDatabase DB = TestDatabase.create();

  @AfterAll
  static void close() {
    DB.close();
  }

  @Test
  void theOwnerOfAShardIsWokenAndNobodyElse() throws InterruptedException {
    Database database = DB.open();
    UUID owner = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    database.nodes().register(owner, "test");
    database.shardLeases().takeAll(owner);
    var woken = new Semaphore(0);
    var othersWoken = new Semaphore(0);

    try (WakeListener _ = database.wakeListener(owner, woken::release);
        WakeListener _ = database.wakeListener(other, othersWoken::release);
        WakeSender sender = database.wakeSender()) {
      listening(woken);
      listening(othersWoken);

      sender.wake(7);

      assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      assertThat(othersWoken.tryAcquire()).isFalse();
    }
  }

  @Test
  void manyNoticesAreSentAsFew() throws InterruptedException {
    Database database = DB.open();
    UUID owner = UUID.randomUUID();
    database.nodes().register(owner, "test");
    database.shardLeases().takeAll(owner);
    var woken = new Semaphore(0);

    try (WakeListener _ = database.wakeListener(owner, woken::release);
        WakeSender sender = database.wakeSender()) {
      listening(woken);
      long begun = System.nanoTime();
      for (int i = 0; i < 10_000; i++) {
        sender.wake(i % 256);
      }
      long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();

      assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      assertThat(woken.availablePermits())
          .isLessThanOrEqualTo((int) (millis / WakeSender.PAUSE.toMillis()) + 2);
    }
  }

  @Test
  void aListenerThatIsCutOffListensAgain() throws InterruptedException {
    Database database = DB.open();
    UUID owner = UUID.randomUUID();
    database.nodes().register(owner, "test");
    database.shardLeases().takeAll(owner);
    var woken = new Semaphore(0);

    try (WakeListener _ = database.wakeListener(owner, woken::release);
        WakeSender sender = database.wakeSender()) {
      listening(woken);
      DB.execute("select pg_terminate_backend(pid) from pg_stat_activity"
          + " where datname = current_database() and pid <> pg_backend_pid()"
          + " and query in ('listen pawl_wake', 'select 1')");
      listening(woken);

      sender.wake(1);

      assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A listener tells its node to look when it begins. */
  private static void listening(Semaphore woken) throws InterruptedException {
    assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
  }
}
