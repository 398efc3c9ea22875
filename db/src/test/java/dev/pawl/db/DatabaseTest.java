package dev.pawl.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.DatabaseUnavailableException.Reason;
import dev.pawl.db.connection.UnsafeDatabaseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseTest {
  private static final TestDatabase DB = TestDatabase.create();

  @AfterAll
  static void close() {
    DB.close();
  }

  @Test
  void openingTwiceChangesNothing() {
    DB.open();

    try (Database second = Database.open(DB.settings())) {
      assertThat(second.synchronousStandby()).isFalse();
    }
    assertThat(DB.count("select count(*) from shard_lease")).isEqualTo(256);
  }

  @Test
  void twoNodesMayOpenAnEmptyDatabaseAtOnce() throws Exception {
    TestDatabase empty = TestDatabase.create();
    Callable<Boolean> node = () -> {
      try (Database database = Database.open(empty.settings())) {
        return database.nodes().live().isEmpty();
      }
    };

    try (var threads = Executors.newFixedThreadPool(2)) {
      for (Future<Boolean> opened : threads.invokeAll(List.of(node, node))) {
        assertThat(opened.get()).isTrue();
      }
    }
    assertThat(empty.count("select count(*) from shard_lease")).isEqualTo(256);
  }

  @Test
  void partitionsReachFromYesterdayToAWeekAheadAndDayZero() {
    DB.open();
    long today = DB.count("select extract(epoch from now())::bigint / 86400");

    for (String table : new String[]{"execution", "history", "payload"}) {
      assertThat(
          DB.count("select count(*) from pg_inherits where inhparent = '" + table + "'::regclass"))
          .as(table)
          .isGreaterThanOrEqualTo(10);
      assertThat(
          DB.count("select count(*) from pg_class where relname in ('" + table + "_d0', '" + table
              + "_d" + (today - 1) + "', '" + table + "_d" + (today + 7) + "')"))
          .as(table).isEqualTo(3);
    }
  }

  @Test
  void morePartitionsCanBeMadeAndKeepTheirStorage() {
    Database database = DB.open();
    long today = DB.count("select extract(epoch from now())::bigint / 86400");

    database.ensurePartitions(9);
    database.ensurePartitions(9);

    assertThat(
        DB.count("select count(*) from pg_attribute where attname = 'data' and attstorage = 'e'"
            + " and attrelid = 'history_d" + (today + 9) + "'::regclass"))
        .isEqualTo(1);
  }

  @Test
  void aSessionOfAWriterConfirmsOnlyWhatIsOnDisk() {
    Database database = DB.open();

    assertThat(database.clock().now()).isNotNull();
    assertThat(DB.count("select count(*) from pg_settings where name = 'fsync' and setting = 'on'"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fsync", "full_page_writes", "synchronous_commit"})
  void aServerThatForgetsIsRefused(String setting) {
    Preflight preflight = new Preflight(Map.of(setting, "off", "server_version_num", "180006"));

    assertThatExceptionOfType(UnsafeDatabaseException.class).isThrownBy(preflight::check)
        .withMessageContaining(setting + " = off");
  }

  @Test
  void asynchronousCommitAsTheDatabasesDefaultIsSeen() {
    TestDatabase careless = TestDatabase.create();
    careless.execute("alter database " + name(careless) + " set synchronous_commit = off");

    assertThatExceptionOfType(UnsafeDatabaseException.class)
        .isThrownBy(() -> Database.open(careless.settings()))
        .withMessageContaining("synchronous_commit");
  }

  @Test
  void anOldServerIsRefused() {
    assertThatExceptionOfType(UnsafeDatabaseException.class)
        .isThrownBy(() -> new Preflight(Map.of("server_version_num", "140010")).check())
        .withMessageContaining("PostgreSQL 15");
  }

  @Test
  void anAbsentServerAnAbsentDatabaseAndAWrongPasswordAreToldApart() {
    String url = DB.settings().url();
    DB.execute("create role stranger nologin");

    assertThat(reason(DatabaseSettings.of("jdbc:postgresql://localhost:1/x", "postgres", "")))
        .isEqualTo(Reason.UNREACHABLE);
    assertThat(reason(DatabaseSettings.of(url + "_absent", "postgres", "")))
        .isEqualTo(Reason.NO_SUCH_DATABASE);
    assertThat(reason(DatabaseSettings.of(url, "stranger", "wrong")))
        .isEqualTo(Reason.PASSWORD_REFUSED);
  }

  @Test
  void theClockFollowsTheDatabaseAndNeverGoesBack() {
    Database database = DB.open();

    Instant before = database.clock().now();
    for (int i = 0; i < 100; i++) {
      database.clock().resample();
      Instant after = database.clock().now();
      assertThat(after).isAfterOrEqualTo(before);
      before = after;
    }
    assertThat(Duration.between(before, Instant.now()).abs()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aPoolRecoversAfterTheServerCutsItsConnections() {
    Database database = DB.open();
    assertThat(database.nodes().live()).isNotNull();

    DB.execute("select pg_terminate_backend(pid) from pg_stat_activity"
        + " where datname = current_database() and pid <> pg_backend_pid()");

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
      while (!answers(database)) {
        Thread.onSpinWait();
      }
    });
  }

  private static boolean answers(Database database) {
    try {
      return database.nodes().live().isEmpty();
    } catch (DatabaseUnavailableException broken) {
      return false;
    }
  }

  private static Reason reason(DatabaseSettings settings) {
    try (Database database = Database.open(settings)) {
      throw new AssertionError("opened, standby: " + database.synchronousStandby());
    } catch (DatabaseUnavailableException e) {
      assertThat(e.getMessage()).doesNotContain("\n");
      return e.reason();
    }
  }

  private static String name(TestDatabase database) {
    return database.settings().url().replaceFirst(".*/", "");
  }
}
