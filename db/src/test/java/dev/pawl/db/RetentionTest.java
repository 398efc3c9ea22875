package dev.pawl.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.Closing;
import dev.pawl.db.execution.CommitOutcome;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.Next;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.execution.StartResult;
import dev.pawl.db.execution.StoredPayload;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is forgotten, and what must stay, on days of long ago. */
final class RetentionTest {
  private static final int DAYS = 90;
  private static final byte[] HASH = new byte[16];

  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();
  private final Random random = new Random(42);
  private final UUID machine = new UUID(7, 7);
  private final Instant now = Instant.now();

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void aDayThatIsOverIsDroppedWithItsNames() {
    ExecutionKey old = closed(ago(100), ago(99), "old");
    ExecutionKey young = closed(ago(89), ago(89), "young");

    Retention.Outcome outcome = database.retention().enforce(DAYS);

    assertThat(outcome).isEqualTo(new Retention.Outcome(List.of(old.day()), List.of(), 0));
    assertThat(partitions(old.day())).isZero();
    assertThat(database.executions().find(machine, "old")).isEmpty();
    assertThat(database.histories().lastEvent(old)).isZero();
    assertThat(test.count("select count(*) from exec_name")).isEqualTo(1);
    assertThat(database.executions().find(machine, "young")).isPresent();
    assertThat(partitions(young.day())).isEqualTo(3);
  }

  @Test
  void openExecutionsAndThoseThatClosedLateStayOnDayZero() {
    ExecutionKey open = open(ago(100), "open");
    ExecutionKey late = closed(ago(100), ago(10), "late");
    closed(ago(100), ago(95), "over");

    Retention.Outcome outcome = database.retention().enforce(DAYS);

    assertThat(outcome.days()).containsExactly(open.day());
    assertThat(test.count("select count(*) from execution where day = 0")).isEqualTo(2);
    assertThat(database.executions().find(machine, "open").map(ExecutionRow::status))
        .contains(ExecutionStatus.RUNNING);
    assertThat(database.executions().find(machine, "late")).isPresent();
    assertThat(database.executions().find(machine, "over")).isEmpty();
    assertThat(segments(late)).hasSize(1);
    assertThat(database.payloads().load(late, List.of(HASH))).hasSize(1);
    assertThat(database.executions()
        .list(machine, Optional.empty(), Optional.empty(), 10, Optional.empty())).hasSize(2);
  }

  @Test
  void anOpenExecutionOfADroppedDayGoesOnAndCloses() {
    ExecutionKey key = open(ago(100), "long");
    database.retention().enforce(DAYS);

    CommitOutcome step = commit(Burst.of(key, 1, run()).withHistory(events(2, 3))
        .withPayloads(List.of(payload())));
    CommitOutcome end = commit(Burst.of(key, 2, succeeded(now)).withHistory(events(4, 4)));

    assertThat(step).isEqualTo(new CommitOutcome.Committed(2));
    assertThat(end).isEqualTo(new CommitOutcome.Committed(3));
    assertThat(segments(key)).extracting(HistorySegment::lastEvent).containsExactly(1, 3, 4);
    assertThat(database.executions().find(key).map(ExecutionRow::status))
        .contains(ExecutionStatus.SUCCEEDED);
  }

  @Test
  void whatASlowNodeWroteToTheOldDayMovesWithTheRest() throws SQLException {
    ExecutionKey key = open(ago(100), "held");
    Retention.Outcome held;
    try (Connection reader = test.connect(); Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from history");
      held = database.retention().enforce(DAYS);
      reader.rollback();
    }
    assertThat(held).isEqualTo(new Retention.Outcome(List.of(), List.of(key.day()), 0));
    assertThat(test.count("select count(*) from execution where day = 0")).isEqualTo(1);
    assertThat(commit(Burst.of(key, 1, run()).withHistory(events(2, 2))
        .withPayloads(List.of(payload())))).isEqualTo(new CommitOutcome.Committed(2));
    assertThat(test.count("select count(*) from history where day <> 0")).isEqualTo(1);

    assertThat(database.retention().enforce(DAYS).days()).containsExactly(key.day());

    assertThat(segments(key)).extracting(HistorySegment::lastEvent).containsExactly(1, 2);
    assertThat(test.count("select count(*) from payload")).isEqualTo(1);
  }

  @Test
  void anExecutionThatIsReopenedWhileItsDayIsClearedStays() throws SQLException {
    ExecutionKey key = closed(ago(100), ago(99), "again", ExecutionStatus.FAILED);
    try (Connection reader = test.connect(); Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from history");
      database.retention().enforce(DAYS);
      reader.rollback();
    }
    assertThat(database.reopenings().reopen(new Reopening(key, ExecutionStatus.FAILED, 0, now, "",
        run(), events(2, 2)))).isTrue();

    database.retention().enforce(DAYS);

    assertThat(database.executions().find(machine, "again").map(ExecutionRow::status))
        .contains(ExecutionStatus.RUNNING);
    assertThat(segments(key)).hasSize(2);
  }

  @Test
  void dayZeroIsClearedOfWhatIsOver() {
    ExecutionKey key = closed(ago(100), ago(10), "late");
    database.retention().enforce(DAYS);
    test.execute("update execution set stopped_at = now() - interval '91 days'");

    Retention.Outcome outcome = database.retention().enforce(DAYS);

    assertThat(outcome).isEqualTo(new Retention.Outcome(List.of(), List.of(), 1));
    assertNothingIsLeft();
    assertThat(database.executions().find(key)).isEmpty();
  }

  @Test
  void aTagKeepsTheExecutionsOfOneMachineShorterOrLonger() {
    UUID brief = new UUID(8, 8);
    UUID faithful = new UUID(9, 9);
    UUID strange = new UUID(10, 10);
    database.tags().put("111111111111", brief, Map.of(Retention.TAG, "2"));
    database.tags().put("111111111111", faithful, Map.of(Retention.TAG, "365"));
    database.tags().put("111111111111", strange, Map.of(Retention.TAG, "soon"));
    closed(brief, ago(5), ago(3), "brief", ExecutionStatus.SUCCEEDED);
    closed(brief, ago(5), ago(1), "fresh", ExecutionStatus.SUCCEEDED);
    closed(faithful, ago(200), ago(199), "faithful", ExecutionStatus.SUCCEEDED);
    closed(strange, ago(200), ago(199), "strange", ExecutionStatus.SUCCEEDED);
    closed(strange, ago(5), ago(3), "near", ExecutionStatus.SUCCEEDED);

    Retention.Outcome outcome = database.retention().enforce(DAYS);

    assertThat(outcome.executions()).isEqualTo(1);
    assertThat(outcome.days()).hasSize(1);
    assertThat(database.executions().find(brief, "brief")).isEmpty();
    assertThat(database.executions().find(brief, "fresh")).isPresent();
    assertThat(database.executions().find(faithful, "faithful")).isPresent();
    assertThat(database.executions().find(strange, "strange")).isEmpty();
    assertThat(database.executions().find(strange, "near")).isPresent();
  }

  @Test
  void closedMapRunsGoWhenTheyAreOverAndOpenOnesStay() throws SQLException {
    mapRun("SUCCEEDED", ago(91));
    mapRun("FAILED", ago(89));
    mapRun("RUNNING", null);

    database.retention().enforce(DAYS);

    assertThat(test.count("select count(*) from map_run")).isEqualTo(2);
    assertThat(test.count("select count(*) from map_run where status = 'SUCCEEDED'")).isZero();
  }

  @Test
  void theChildrenOfAnOpenMapRunStay() throws SQLException {
    UUID children = ExecutionIds.ofLabel(machine, "label");
    closed(children, ago(100), ago(99), "held", ExecutionStatus.SUCCEEDED);
    closed(children, ago(101), ago(99), "other", ExecutionStatus.SUCCEEDED);
    mapRun(ExecutionIds.next(ago(100), random), "RUNNING", null);

    database.retention().enforce(DAYS);
    assertThat(database.executions().find(children, "held")).isPresent();
    assertThat(database.executions().find(children, "other")).isEmpty();

    test.execute("update map_run set status = 'SUCCEEDED', stopped_at = now()");
    database.retention().enforce(DAYS);
    assertThat(database.executions().find(children, "held")).isEmpty();
  }

  @Test
  void aTagOfTheMachineIsGoodForTheChildrenOfItsMapRuns() throws SQLException {
    UUID children = ExecutionIds.ofLabel(machine, "label");
    database.tags().put("111111111111", machine, Map.of(Retention.TAG, "2"));
    closed(children, ago(5), ago(3), "over", ExecutionStatus.SUCCEEDED);
    closed(children, ago(5), ago(1), "fresh", ExecutionStatus.SUCCEEDED);
    mapRun("SUCCEEDED", ago(1));

    assertThat(database.retention().enforce(DAYS).executions()).isEqualTo(1);

    assertThat(database.executions().find(children, "over")).isEmpty();
    assertThat(database.executions().find(children, "fresh")).isPresent();
  }

  @Test
  void whatTheRedriveOfAMapRunNeedsStaysAsLongAsItsExecution() throws SQLException {
    UUID children = ExecutionIds.ofLabel(machine, "label");
    UUID failed = ExecutionIds.next(ago(100), random);
    closed(children, ago(100), ago(99), "held", ExecutionStatus.SUCCEEDED);
    mapRun(failed, "FAILED", ago(1));
    test.execute("insert into map_item values (1, '%s', 0, 0, 0, '')".formatted(failed));

    database.retention().enforce(DAYS);
    assertThat(database.executions().find(children, "held")).isPresent();
    assertThat(test.count("select count(*) from map_item")).isEqualTo(1);

    test.execute("update map_run set stopped_at = now() - interval '91 days'");
    database.retention().enforce(DAYS);
    assertThat(database.executions().find(children, "held")).isEmpty();
    assertThat(test.count("select count(*) from map_item")).isZero();
    assertThat(test.count("select count(*) from map_run")).isZero();
  }

  @Test
  void whatAClosedMapRunHasLeftIsDeleted() throws SQLException {
    UUID closed = ExecutionIds.next(ago(1), random);
    UUID open = ExecutionIds.next(ago(1), random);
    mapRun(closed, "SUCCEEDED", ago(1));
    mapRun(open, "RUNNING", null);
    for (UUID id : List.of(closed, open)) {
      test.execute(
          "insert into map_item select 1, '%s', 0, n, 0, '' from generate_series(1, 2500) n"
              .formatted(id));
    }

    database.retention().enforce(DAYS);

    assertThat(test.count("select count(*) from map_item")).isEqualTo(2_500);
  }

  private void mapRun(String status, @Nullable Instant stoppedAt) throws SQLException {
    mapRun(UUID.randomUUID(), status, stoppedAt);
  }

  private void mapRun(UUID id, String status, @Nullable Instant stoppedAt) throws SQLException {
    try (Connection connection = test.connect(); var insert = connection.prepareStatement("""
        insert into map_run values (1, ?, gen_random_uuid(), 'arn', ?, 1, 'Map', 'label', '', ?,
          now() - interval '100 days', ?::timestamptz, 0, 0, 0, array_fill(0::bigint, array[16]))
        """)) {
      insert.setObject(1, id);
      insert.setObject(2, machine);
      insert.setString(3, status);
      insert.setString(4, stoppedAt == null ? null : stoppedAt.toString());
      insert.execute();
    }
  }

  @Test
  void aNameOfADroppedDayCanBeUsedAgain() {
    closed(ago(100), ago(99), "again");
    database.retention().enforce(DAYS);

    ExecutionKey second = open(now, "again");

    assertThat(database.executions().find(machine, "again").map(ExecutionRow::key))
        .contains(second);
  }

  @Test
  void moreThanOnePageIsClearedAndDoingItAgainChangesNothing() {
    for (int i = 0; i < 1_200; i++) {
      if (i % 3 == 0) {
        open(ago(100), "open" + i);
      } else {
        closed(ago(100), ago(99), "closed" + i);
      }
    }

    database.retention().enforce(DAYS);
    Retention.Outcome again = database.retention().enforce(DAYS);

    assertThat(again).isEqualTo(new Retention.Outcome(List.of(), List.of(), 0));
    assertThat(test.count("select count(*) from execution")).isEqualTo(400);
    assertThat(test.count("select count(*) from history")).isEqualTo(400);
    assertThat(test.count("select count(*) from exec_name")).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "90,90", "3650,3650", "0,", "3651,", "-1,", "1.5,", "x,", "'',", "09,"})
  void onlyANumberOfDaysIsATime(String value, Integer days) {
    assertThat(Retention.days(value).stream().boxed().findFirst())
        .isEqualTo(Optional.ofNullable(days));
  }

  @Test
  void keepingNothingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> database.retention().enforce(0));
  }

  private Instant ago(int days) {
    return now.minus(Duration.ofDays(days));
  }

  private ExecutionKey open(Instant startedAt, String name) {
    return start(machine, startedAt, name, run());
  }

  private ExecutionKey closed(Instant startedAt, Instant stoppedAt, String name) {
    return closed(startedAt, stoppedAt, name, ExecutionStatus.SUCCEEDED);
  }

  private ExecutionKey closed(Instant startedAt, Instant stoppedAt, String name,
      ExecutionStatus status) {
    return closed(machine, startedAt, stoppedAt, name, status);
  }

  private ExecutionKey closed(UUID of, Instant startedAt, Instant stoppedAt, String name,
      ExecutionStatus status) {
    return start(of, startedAt, name,
        status == ExecutionStatus.SUCCEEDED
            ? succeeded(stoppedAt)
            : Closing.failed(status, "E", null, stoppedAt));
  }

  private ExecutionKey start(UUID of, Instant startedAt, String name, Next next) {
    UUID id = ExecutionIds.next(startedAt, random);
    ExecutionKey key = new ExecutionKey(Shards.of(of, name), id);
    new Partitions(database.general()).make(key.day());
    List<StartResult> results = database.starts()
        .start(List.of(new NewExecution(key, of, 1, Qualifier.none(),
            name, true, startedAt, bytes("in"), bytes("in"), Optional.empty(), next,
            Optional.of(events(1, 1)), List.of(payload()), List.of(), List.of(), List.of())));
    assertThat(results).containsExactly(new StartResult.Created());
    return key;
  }

  private CommitOutcome commit(Burst burst) {
    return database.commits().commit(List.of(burst)).getFirst();
  }

  private List<HistorySegment> segments(ExecutionKey key) {
    return database.histories().page(key, 1, Histories.Order.ASCENDING, 10);
  }

  private long partitions(int day) {
    return test.count("select count(*) from pg_class where relname ~ '_d" + day + "$'");
  }

  private void assertNothingIsLeft() {
    for (String table : List.of("execution", "history", "payload", "exec_name")) {
      assertThat(test.count("select count(*) from " + table)).as(table).isZero();
    }
  }

  private static Closing succeeded(Instant stoppedAt) {
    return Closing.succeeded(bytes("out"), stoppedAt);
  }

  private static OpenRun run() {
    return new OpenRun(bytes("state"), 2, null);
  }

  private static HistorySegment events(int first, int last) {
    return new HistorySegment(first, last, (byte) 0, bytes("events"));
  }

  private static StoredPayload payload() {
    return new StoredPayload(HASH, (byte) 0, bytes("large"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
