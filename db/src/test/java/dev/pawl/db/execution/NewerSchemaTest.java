package dev.pawl.db.execution;

import static dev.pawl.db.execution.Fixture.ME;
import static dev.pawl.db.execution.Fixture.bytes;
import static dev.pawl.db.execution.Fixture.events;
import static dev.pawl.db.execution.Fixture.open;
import static dev.pawl.db.execution.Fixture.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.db.Database;
import dev.pawl.db.connection.UnsafeDatabaseException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds while a newer release takes over. */
final class NewerSchemaTest {
  @Test
  void aRunningNodeGoesOnWithASchemaThatOnlyAddedAndANewOneIsRefused() {
    Fixture db = Fixture.create();
    // Often enough that the driver and the server keep the plans of all statements.
    for (int i = 0; i < 10; i++) {
      oneLife(db);
    }

    for (String table : List.of("run", "task", "inbox", "map_item", "execution", "history",
        "payload", "exec_name", "node", "shard_lease")) {
      db.test().execute("alter table " + table + " add column newer text not null default ''");
      db.test().execute("create index on " + table + " (newer)");
    }
    db.test().execute("create table newer (id integer)");
    db.test().execute("""
        insert into flyway_schema_history
          (installed_rank, version, description, type, script, installed_by, execution_time, success)
        values (99, '9999', 'newer', 'SQL', 'V9999__newer.sql', 'test', 1, true)""");

    oneLife(db);
    db.database().ensurePartitions(9);
    db.database().retention().enforce(90);
    assertThatExceptionOfType(UnsafeDatabaseException.class)
        .isThrownBy(() -> Database.open(db.test().settings()))
        .withMessage("The database's schema has version 9999 of a newer Pawl, which this one does"
            + " not know; start that release or a later one.");
    db.test().close();
  }

  @Test
  void aSchemaThatSomebodyElseChangedIsRefusedInASentence() {
    Fixture db = Fixture.create();
    db.test().execute("update flyway_schema_history set checksum = 1 where version = '1'");

    assertThatExceptionOfType(UnsafeDatabaseException.class)
        .isThrownBy(() -> Database.open(db.test().settings()))
        .withMessageStartingWith("The schema in the database is not as this Pawl");
    db.test().close();
  }

  private static void oneLife(Fixture db) {
    ExecutionKey key = db.started(NewTask.call(1, 1, ME, null, bytes("r")));
    db.database().runs().scan(Set.of(key.shard()), Instant.MIN, Set.of(), 10, 10);
    db.database().tasks().answer(key, 1, 1, true, bytes("a"));
    LoadedRun run = db.load(key);
    assertThat(run.messages()).hasSize(1);
    assertThat(db.commit(Burst.of(key, 1, open(null)).withHistory(events(2, 2))
        .withEnds(List.of(TaskEnd.answer(1, 1)))
        .withApplied(run.messages().stream().map(InboxMessage::key).toList())))
        .isEqualTo(new CommitOutcome.Committed(2));
    assertThat(db.commit(Burst.of(key, 2, succeeded()).withHistory(events(3, 3))))
        .isEqualTo(new CommitOutcome.Committed(3));
    assertThat(db.database().executions().find(key)).isPresent();
    assertThat(db.database().histories().lastEvent(key)).isEqualTo(3);
  }
}
