package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bad days while calls are under way: nothing is lost or done twice, no restart is needed, and the metrics and the log
 * tell the operator. A schema of a newer release is NewerSchemaTest's.
 */
class BadDaysTest {
  private static final String TASK = """
      {"StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
          "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}}}""";

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final LogLines log = new LogLines();
  private final TestEngine engine = new TestEngine();
  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Worker worker = worker(engine);

  @AfterEach
  void stop() {
    goOn.countDown();
    worker.close();
    engine.close();
    log.close();
  }

  @Test
  void aDatabaseThatIsAwayIsToldOfOnceAndNothingIsLost() {
    ExecutionKey key = underWay();

    engine.test.refuseConnections();
    goOn.countDown();
    await().atMost(LONGEST).until(() -> value("pawl.database.reachable") == 0);
    await().atMost(LONGEST).until(() -> value("pawl.database.silence") > 8);
    engine.test.allowConnections();

    assertEndedOnce(key);
    await().atMost(LONGEST).until(() -> value("pawl.database.reachable") == 1);
    assertThat(value("pawl.database.silence")).isLessThan(5);
    assertThat(refusals("connection")).isPositive();
    // The reader, the lanes, the leases and the call have all met it: one line tells of it.
    assertThat(log.beginning("WARN the database is gone: ")).singleElement().asString()
        .contains("nothing that was acknowledged is lost", "check that PostgreSQL runs");
    assertThat(log.beginning("INFO the database is back after ")).hasSize(1);
    assertThat(log.beginning("WARN ")).hasSize(1);
    assertThat(log.beginning("ERROR ")).isEmpty();
    assertThat(worker.troubles()).isEmpty();
  }

  @Test
  void aServerThatIsRestartedFindsTheWorkerWaiting(@TempDir Path folder) throws IOException {
    int port;
    ExecutionKey key;
    TestEngine other;
    Worker its;
    try (EmbeddedPostgres server = server(folder, 0)) {
      port = server.getPort();
      other = new TestEngine(TestDatabase.on("localhost:" + port));
      its = worker(other);
      key = other.start(its, other.machine(TASK), "{}");
      await().atMost(LONGEST).until(() -> calls.get() == 1);
    }
    await().atMost(LONGEST).until(() -> value(other, "pawl.database.reachable") == 0);
    goOn.countDown();
    try (EmbeddedPostgres _ = server(folder, port)) {
      assertEndedOnce(other, key);
      await().atMost(LONGEST).until(() -> value(other, "pawl.database.reachable") == 1);
      assertThat(log.beginning("WARN the database is gone: ")).isNotEmpty();
      assertThat(log.beginning("INFO the database is back after ")).isNotEmpty();
      assertThat(its.troubles()).isEmpty();
      its.close();
      other.close();
    }
  }

  private static EmbeddedPostgres server(Path folder, int port) throws IOException {
    var builder = EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setPGStartupWait(LONGEST)
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("synchronous_commit", "on");
    return (port == 0 ? builder : builder.setPort(port)).start();
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
    assertThat(refusals("full")).isGreaterThan(1);
    assertThat(value("pawl.database.reachable")).isEqualTo(1);
    assertThat(log.beginning("WARN the database server is out of resources: ERROR: " + what))
        .singleElement().asString().endsWith("free disk space or memory on the server");
    await().atMost(LONGEST).until(
        () -> log.beginning("INFO the database server has resources again after ").size() == 1);
  }

  @Test
  void aServerThatOnlyReadsForAWhileIsWrittenToLater() throws SQLException {
    ExecutionKey key = underWay();
    readOnly("on");

    goOn.countDown();
    await().during(Duration.ofSeconds(2)).atMost(LONGEST).ignoreExceptions()
        .until(() -> status(key) == ExecutionStatus.RUNNING);
    await().atMost(LONGEST).until(() -> refusals("read_only") > 0);
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
    assertThat(log.beginning("WARN the database only reads: ")).first().asString()
        .contains("default_transaction_read_only");
    await().atMost(LONGEST).until(
        () -> !log.beginning("INFO the database writes again after ").isEmpty());
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
    Timer commits = meters().get("pawl.batch.time").tag("kind", "commit").timer();
    assertThat(commits.mean(TimeUnit.MILLISECONDS)).isGreaterThan(200);
    assertThat(meters().get("pawl.batch.size").tag("kind", "commit").summary().totalAmount())
        .isEqualTo(10);
    assertThat(meters().get("hikaricp.connections.acquire").tag("pool", "pawl-writer").timer()
        .count()).isPositive();
    assertThat(log.beginning("WARN the database is slow: a write takes 1")).singleElement()
        .asString().contains("look at the server's disk");

    engine.execute("drop trigger slow on history");
    await().atMost(LONGEST).until(() -> {
      engine.ended(engine.start(worker, machine, "{}"));
      return log.beginning("INFO the database is fast again after ").size() == 1;
    });
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
    assertThat(refusals("connection")).isPositive();
    await().atMost(LONGEST).until(() -> value("pawl.database.reachable") == 1);
    assertThat(log.beginning("WARN the database is gone: ")).isNotEmpty();
    assertThat(log.beginning("INFO the database is back after ")).isNotEmpty();
  }

  @Test
  void aNodeWhoseClockJumpsByHoursRunsWaitsAsLongAsBefore() {
    var machineClock = new AtomicReference<>(Duration.ZERO);
    TestDatabase test = TestDatabase.create();
    test.machine(() -> Instant.now().plus(machineClock.get()));
    try (TestEngine other = new TestEngine(test); Worker its = worker(other)) {
      UUID machine = other.machine("{\"StartAt\": \"W\", \"States\": {"
          + "\"W\": {\"Type\": \"Wait\", \"Seconds\": 2, \"End\": true}}}");
      ExecutionKey before = other.start(its, machine, "{}");
      for (Duration jump : List.of(Duration.ofHours(5), Duration.ofHours(-5), Duration.ZERO)) {
        machineClock.set(jump);
        other.database.clock().resample();
        assertThat(value(other, "pawl.clock.difference"))
            .isBetween(jump.toMillis() - 1_000.0, jump.toMillis() + 1_000.0);

        ExecutionRow row = other.ended(other.start(its, machine, "{}"));

        assertThat(Duration.between(row.startedAt(), Objects.requireNonNull(row.stoppedAt())))
            .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
      }
      assertThat(other.ended(before).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(its.troubles()).isEmpty();
    }
    assertThat(log.beginning("WARN this machine's clock is wrong: ")).singleElement().asString()
        .contains("what is due follows the database's clock alone", "set it (NTP)");
    assertThat(log.beginning("INFO this machine's clock is right again after ")).hasSize(1);
  }

  @Test
  void aCallWhoseWorkerIsKilledIsCountedAndToldOfByItsSurvivor() {
    ExecutionKey key = underWay();
    worker.crash();

    try (Worker survivor = worker(engine)) {
      ExecutionRow row = engine.ended(key);

      assertThat(row.error()).isEqualTo("States.TaskFailed");
      assertThat(row.cause()).isEqualTo("worker lost, outcome unknown");
      assertThat(survivor.troubles()).isEmpty();
    }
    assertThat(calls).hasValue(1);
    assertThat(meters().get("pawl.calls.lost").tag("recovery", "unknown").counter().count())
        .isEqualTo(1);
    assertThat(meters().get("pawl.leases.taken").counter().count()).isEqualTo(512);
    assertThat(log.beginning("INFO execution " + key.id() + ": the worker of task "))
        .singleElement().asString().endsWith(" is gone; the attempt fails, outcome unknown");
  }

  @Test
  void shardsThatAnotherNodeTookAreCountedAndToldOf() {
    assertThat(value("pawl.leases.held")).isEqualTo(256);

    engine.execute("update shard_lease set owner = gen_random_uuid(), epoch = epoch + 1,"
        + " expires_at = now() + interval '1 second' where shard < 10");

    await().atMost(LONGEST)
        .until(() -> meters().get("pawl.leases.lost").counter().count() == 10);
    assertThat(log.beginning("WARN 10 shards were taken by other nodes")).hasSize(1);
    await().atMost(LONGEST).until(() -> value("pawl.leases.held") == 256);
    assertThat(log.beginning("INFO 10 shards have come to this node")).hasSize(1);
  }

  @Test
  void anExecutionThatCannotBeDecodedIsToldOfByItsName() {
    ExecutionKey key = engine.start(worker, engine.machine("{\"StartAt\": \"W\", \"States\": {"
        + "\"W\": {\"Type\": \"Wait\", \"Seconds\": 600, \"End\": true}}}"), "{}");

    engine.execute("update run set state = '\\x636f7272757074', wake_at = now() where id = '"
        + key.id() + "'");
    worker.nudge();

    await().atMost(LONGEST).until(() -> worker.parked() == 1);
    assertThat(log.beginning("ERROR execution " + key.id() + " is parked: it cannot be advanced"))
        .first().asString().endsWith("GET /health lists it");
    assertThat(engine.database.parkedRuns().report(1).count()).isEqualTo(1);
  }

  @Test
  void aChildThatTheDatabaseRefusesParksItsParentUntilItIsTaken() {
    UUID child = engine.machine("{\"StartAt\": \"P\", \"States\": {"
        + "\"P\": {\"Type\": \"Pass\", \"End\": true}}}");
    engine.execute("create function refuse() returns trigger language plpgsql as $$ begin"
        + " raise exception 'such children are not wanted' using errcode = '22023'; end $$");
    engine.execute("create trigger bad_day before insert on execution for each row"
        + " when (new.sm_id = '" + child + "') execute function refuse()");

    ExecutionKey parent = engine.start(worker, engine.machine("""
        {"StartAt": "S", "States": {"S": {"Type": "Task", "End": true,
          "Resource": "arn:aws:states:::states:startExecution.sync", "Parameters": {
            "StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:machine-%s"}}}}
        """.formatted(child)), "{}");
    await().atMost(LONGEST).until(() -> worker.parked() == 1);
    var parked = engine.database.parkedRuns().report(1).first().getFirst();
    assertThat(parked.key()).isEqualTo(parent);
    assertThat(parked.reason()).contains("such children are not wanted");
    assertThat(refusals("other")).isGreaterThan(4);
    engine.execute("drop trigger bad_day on execution");

    await().atMost(Duration.ofSeconds(60)).until(() -> status(parent) != ExecutionStatus.RUNNING);
    assertThat(engine.ended(parent).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(worker.parked()).isZero();
    assertThat(engine.count("select count(*) from parked_run")).isZero();
  }

  private Worker worker(TestEngine of) {
    return of.worker(RecoveryClass.UNKNOWN, _ -> {
      calls.incrementAndGet();
      goOn.await();
      return Outcome.ok(Payload.parse("1"));
    });
  }

  private MeterRegistry meters() {
    return engine.test.meters();
  }

  private double value(String gauge) {
    return value(engine, gauge);
  }

  private static double value(TestEngine of, String gauge) {
    return of.test.meters().get(gauge).gauge().value();
  }

  private double refusals(String refusal) {
    return meters().get("pawl.database.refusals").tag("class", refusal).counter().count();
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
    return status(engine, key);
  }

  private static ExecutionStatus status(TestEngine of, ExecutionKey key) {
    return of.database.executions().find(key).orElseThrow().status();
  }

  private void assertEndedOnce(ExecutionKey key) {
    assertEndedOnce(engine, key);
  }

  private void assertEndedOnce(TestEngine of, ExecutionKey key) {
    // Asked for over connections that may have been cut, too.
    await().atMost(LONGEST).ignoreExceptions()
        .until(() -> status(of, key) != ExecutionStatus.RUNNING);
    ExecutionRow row = of.ended(key);
    assertThat(row.status()).as(row.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(TestEngine.output(row)).isEqualTo("1");
    assertThat(calls).hasValue(1);
  }
}
