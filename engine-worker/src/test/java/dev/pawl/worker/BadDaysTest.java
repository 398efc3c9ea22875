package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database has a bad day while calls are under way: nothing is lost or done twice, and no restart is needed. */
class BadDaysTest {
  private static final String TASK = """
      {"StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
          "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}}}""";

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final TestEngine engine = new TestEngine();
  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Worker worker = engine.worker(RecoveryClass.UNKNOWN, _ -> {
    calls.incrementAndGet();
    goOn.await();
    return Outcome.ok(Payload.parse("1"));
  });

  @AfterEach
  void stop() {
    goOn.countDown();
    worker.close();
    engine.close();
  }

  /** The server's own words for a full disk, no memory, and a disk that fails. */
  @ParameterizedTest
  @CsvSource({"53100, full", "53200, out of memory", "58030, disk fails"})
  void whatTheServerCannotWriteForAWhileIsWrittenLater(String sqlState, String what) {
    ExecutionKey key = underWay();
    engine.execute("create sequence tries");
    engine.execute("create function refuse() returns trigger language plpgsql as $$ begin"
        + " perform nextval('tries'); raise exception '" + what + "' using errcode = '" + sqlState
        + "'; end $$");
    engine.execute("create trigger bad_day before insert on history for each statement"
        + " execute function refuse()");

    goOn.countDown();
    await().atMost(LONGEST).until(
        () -> engine.count("select case when is_called then last_value else 0 end from tries") > 1);
    assertThat(status(key)).isEqualTo(ExecutionStatus.RUNNING);
    engine.execute("drop trigger bad_day on history");

    assertEndedOnce(key);
    assertThat(worker.troubles()).isEmpty();
    assertThat(worker.parked()).isZero();
  }

  @Test
  void aServerThatOnlyReadsForAWhileIsWrittenToLater() throws SQLException {
    ExecutionKey key = underWay();
    readOnly("on");

    goOn.countDown();
    await().during(Duration.ofSeconds(2)).atMost(LONGEST).ignoreExceptions()
        .until(() -> status(key) == ExecutionStatus.RUNNING);
    try (Connection connection = engine.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = off");
      statement.execute("alter database " + engine.test.settings().url().replaceFirst(".*/", "")
          + " reset default_transaction_read_only");
    }

    assertEndedOnce(key);
    // The session that the worker's end will use comes back, too.
    await().pollInSameThread().atMost(LONGEST).ignoreExceptions()
        .until(() -> engine.database.nodes().clearDead() >= 0);
    assertThat(worker.troubles()).isEmpty();
  }

  @Test
  void aServerThatTakes200MillisecondsForEveryCommitLosesNothing() {
    engine.execute("create function wait() returns trigger language plpgsql as $$ begin"
        + " perform pg_sleep(0.2); return null; end $$");
    engine.execute("create trigger slow before insert on history for each statement"
        + " execute function wait()");
    goOn.countDown();
    UUID machine = engine.machine(TASK);
    List<ExecutionKey> keys = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      keys.add(engine.start(worker, machine, "{}"));
    }

    for (ExecutionKey key : keys) {
      assertThat(engine.ended(key).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    }
    assertThat(calls).hasValue(10);
  }

  @Test
  void allConnectionsAreCutAndComeBack() {
    ExecutionKey key = underWay();

    for (int i = 0; i < 5; i++) {
      cut();
    }
    goOn.countDown();

    assertEndedOnce(key);
    assertThat(worker.troubles()).isEmpty();
  }

  private ExecutionKey underWay() {
    ExecutionKey key = engine.start(worker, engine.machine(TASK), "{}");
    await().atMost(LONGEST).until(() -> calls.get() == 1);
    return key;
  }

  private void readOnly(String value) {
    engine.execute("alter database " + engine.test.settings().url().replaceFirst(".*/", "")
        + " set default_transaction_read_only = " + value);
    cut();
  }

  private void cut() {
    engine.execute("select pg_terminate_backend(pid) from pg_stat_activity"
        + " where datname = current_database() and pid <> pg_backend_pid()");
  }

  private ExecutionStatus status(ExecutionKey key) {
    return engine.database.executions().find(key).orElseThrow().status();
  }

  private void assertEndedOnce(ExecutionKey key) {
    // Asked for over connections that may have been cut, too.
    await().atMost(LONGEST).ignoreExceptions()
        .until(() -> status(key) != ExecutionStatus.RUNNING);
    ExecutionRow row = engine.ended(key);
    assertThat(row.status()).as(row.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(TestEngine.output(row)).isEqualTo("1");
    assertThat(calls).hasValue(1);
  }
}
