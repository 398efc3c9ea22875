package dev.pawl.db.execution;

import static dev.pawl.db.execution.Fixture.ME;
import static dev.pawl.db.execution.Fixture.bytes;
import static dev.pawl.db.execution.Fixture.events;
import static dev.pawl.db.execution.Fixture.open;
import static dev.pawl.db.execution.Fixture.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The server counts the scans of whole tables: a hot statement that makes one has lost its index. */
final class PlansTest {
  private static final String SCANNED = """
      select coalesce(sum(seq_scan), 0) from pg_stat_user_tables
      where relname in ('run', 'task', 'inbox', 'map_item', 'exec_name')
        or relname ~ '^(execution|history|payload)_d'
      """;

  private static final String SESSIONS = "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'pawl'";

  @Test
  void hotStatementsReadByIndexEvenWhileTheTablesAreSmall() {
    try (TestDatabase test = TestDatabase.create()) {
      try (Database database = Database.open(test.settings())) {
        assertThat(database.nodes().live()).isEmpty();
      }
      await(test);
      long before = test.count(SCANNED);

      try (Database database = Database.open(test.settings())) {
        work(new Fixture(test, database, new UUID(7, 7), new Random(1)));
      }

      await(test);
      assertThat(test.count(SCANNED)).isEqualTo(before);
      assertThat(test.count("select sum(idx_scan) from pg_stat_user_tables where relname = 'run'"))
          .isPositive();
    }
  }

  private static void work(Fixture db) {
    UUID activity = new UUID(5, 5);
    Instant past = Instant.parse("2026-01-01T00:00:00Z");
    for (int round = 0; round < 12; round++) {
      List<NewExecution> starts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        starts.add(db.unnamed(open(past), List.of(NewTask.call(1, 1, ME, null, bytes("r")))));
        starts.add(db.named("n" + i, "in", open(past)));
      }
      NewExecution waiting = db.unnamed(
          open(null),
          List.of(
              new NewTask(1, 1, TaskKind.ACTIVITY, null, activity, null, null, null, bytes("r")),
              new NewTask(2, 1, TaskKind.TOKEN, null, null, null, null, null, bytes("r"))));
      starts.add(waiting);
      db.database().starts().start(starts);
      db.database().tasks().claimActivity(activity, 5, "w");
      db.database().tasks().heartbeat(waiting.key(), 2, 1);
      db.database().tasks().answer(waiting.key(), 2, 1, true, bytes("r"));
      db.database().inbox().send(waiting.key(), MessageKind.STOP, new byte[0]);
      List<InboxMessage> messages = db.database().runs()
          .messages(Set.of(waiting.key().shard()), past, 100).messages();
      List<ExecutionKey> keys = starts.stream().map(NewExecution::key).toList();
      db.database().runs().due(Set.of(1, 2, 3), past.minusSeconds(60), 10);
      List<LoadedRun> runs = db.database().runs().load(keys, past).runs();
      db.database().commits().commit(
          runs.stream()
              .map(run -> Burst.of(run.key(), run.rev(), open(null)).withHistory(events(2, 2))
                  .withItems(List.of(new KeptItem(1, 1, 0, bytes("i"))))
                  .withApplied(run.messages().stream().map(InboxMessage::key).toList()))
              .toList());
      db.database().commits().commit(
          runs.stream()
              .map(run -> Burst.of(run.key(), run.rev() + 1, succeeded()).withHistory(events(3, 3)))
              .toList());
      db.database().inbox().discard(messages);
      ExecutionKey failed = db.started();
      db.commit(Burst.of(failed, 1,
          Closing.failed(ExecutionStatus.FAILED, "E", null, past)).withHistory(events(2, 2)));
      db.database().reopenings().reopen(new Reopening(failed, ExecutionStatus.FAILED, 0, past, "",
          open(past), events(3, 3)));
    }
  }

  /** A session's counts arrive when it has ended. */
  private static void await(TestDatabase test) {
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
      while (test.count(SESSIONS) > 0) {
        Thread.onSpinWait();
      }
    });
  }
}
