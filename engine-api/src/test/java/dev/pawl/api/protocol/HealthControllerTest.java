package dev.pawl.api.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.connection.DatabaseUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class HealthControllerTest {
  private static final ServerReads NOT_ASKED = new ServerReads((_, _, _) -> {
    throw new IllegalStateException("nobody comes in here");
  });

  private static final TestDatabase DB = TestDatabase.create();
  private static final Map<String, Object> NONE = Map.of("count", 0L, "executions", List.of());

  @AfterAll
  static void close() {
    DB.close();
  }

  @Test
  void aNodeWithTroublesAnswersThatItOughtToBeRestarted() {
    var answer = new HealthController(() -> List.of("the thread reader has ended"), database(),
        report(), NOT_ASKED)
        .report(true);

    assertThat(answer.getStatusCode().value()).isEqualTo(503);
    assertThat(answer.getBody()).isEqualTo(Map.of("status", "failing", "troubles",
        List.of("the thread reader has ended"), "database", "reachable", "parked", NONE));
  }

  @Test
  void aNodeWithoutTroublesIsWell() {
    var answer = new HealthController(List::of, database(), report(), NOT_ASKED).report(true);

    assertThat(answer.getStatusCode().value()).isEqualTo(200);
    assertThat(answer.getBody())
        .isEqualTo(Map.of("status", "ok", "database", "reachable", "parked", NONE));
  }

  @Test
  void executionsThatCannotBeAdvancedAreNamedWithTheReason() {
    UUID id = UUID.fromString("019a9b00-0000-7000-8000-000000000001");
    UUID machine = UUID.randomUUID();
    ParkedReport report = report();
    var meters = new SimpleMeterRegistry();
    try (TestDatabase broken = TestDatabase.create()) {
      report = new ParkedReport(broken.open().parkedRuns(), "us-east-1", meters);
      broken.execute("insert into state_machine (account, id, name, type, status, revision,"
          + " created_at, updated_at) values ('111111111111', '" + machine
          + "', 'm', 'STANDARD', 'ACTIVE', 1, now(), now())");
      broken.execute("insert into execution (shard, day, id, sm_id, revision, name, status,"
          + " started_at, input, input_hash) values (1, 0, '" + id + "', '" + machine
          + "', 1, 'e', 'RUNNING', now(), '', '')");
      broken.execute("insert into run (shard, id, rev, next_event, state) values (1, '" + id
          + "', 3, 2, '')");
      broken.execute("insert into parked_run (shard, id, rev, since, failures, reason) values (1, '"
          + id + "', 3, '2026-11-22T10:00:00Z', 7, 'the state cannot be read')");

      assertThat(Objects
          .requireNonNull(
              new HealthController(List::of, database(), report, NOT_ASKED).report(true).getBody()))
          .containsEntry("status", "ok")
          .containsEntry("parked", Map.of("count", 1L, "executions", List.of(Map.of(
              "executionArn", "arn:aws:states:us-east-1:111111111111:execution:m:e",
              "since", "2026-11-22T10:00:00Z", "failures", 7, "reason",
              "the state cannot be read"))));
    }
    // The database is away now: what it said last is told at once.
    assertThat(report.members()).containsEntry("count", 1L);
    assertThat(meters.get("pawl.executions.parked").gauge().value()).isEqualTo(1);
  }

  @Test
  void aDatabaseThatIsAwayIsToldWithTheTimeAndNoReasonToRestart() {
    TestDatabase away = TestDatabase.create();
    Database database = away.open();
    var health = new HealthController(List::of,
        new DatabaseReport(database.watch(), database.clock()),
        new ParkedReport(database.parkedRuns(), "us-east-1", database.meters()), NOT_ASKED);
    assertThat(health.report(true).getBody()).containsEntry("database", "reachable");

    away.refuseConnections();
    assertThatExceptionOfType(DatabaseUnavailableException.class)
        .isThrownBy(() -> database.nodes().live());

    var answer = health.report(true);
    assertThat(answer.getStatusCode().value()).isEqualTo(200);
    Map<String, Object> body = Objects.requireNonNull(answer.getBody());
    assertThat(body.keySet()).containsExactly("status", "database", "parked");
    assertThat(String.valueOf(body.get("database")))
        .matches("unreachable since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    away.close();
  }

  @Test
  void readingTheNumberOfParkedExecutionsAThousandTimesAsksTheDatabaseOnce() {
    try (TestDatabase other = TestDatabase.create()) {
      var report = new ParkedReport(other.open().parkedRuns(), "us-east-1", other.meters());
      assertThat(report.members()).containsEntry("count", 0L);
      Gauge gauge = other.meters().get("pawl.executions.parked").gauge();
      long before = statements(other);
      long begun = System.nanoTime();

      for (int i = 0; i < 1_000; i++) {
        assertThat(gauge.value()).isZero();
      }

      long looks = 1 + Duration.ofNanos(System.nanoTime() - begun).toSeconds() / 2;
      assertThat(statements(other) - before).isLessThanOrEqualTo(looks);
    }
  }

  private static long statements(TestDatabase database) {
    return database.meters().get("hikaricp.connections.usage").tag("pool", "pawl-general").timer()
        .count();
  }

  private static DatabaseReport database() {
    return new DatabaseReport(DB.open().watch(), DB.open().clock());
  }

  private static ParkedReport report() {
    return new ParkedReport(DB.open().parkedRuns(), "us-east-1", new SimpleMeterRegistry());
  }
}
