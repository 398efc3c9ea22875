package dev.pawl.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.db.connection.UnsafeDatabaseException;
import dev.pawl.db.execution.CommitForm;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose database user owns nothing. */
final class NodeUserTest {
  private static final TestDatabase DB = TestDatabase.create();
  private static final String USER = "node_" + ProcessHandle.current().pid();
  private static final String PASSWORD = "node";

  @BeforeAll
  static void open() {
    DB.execute("create user " + USER + " password '" + PASSWORD + "'");
    DB.open().grantTo(USER);
    DB.open().grantTo(USER);
  }

  @AfterAll
  static void close() {
    DB.close();
    DB.execute("drop owned by " + USER + "; drop user " + USER);
  }

  private static DatabaseSettings settings() {
    return new DatabaseSettings(DB.settings().url(), USER, PASSWORD, 2, 2, Duration.ofSeconds(5),
        CommitForm.SINGLE_STATEMENT);
  }

  @Test
  void opensAndKeepsTheDaysOfItsTables() {
    try (Database database = Database.open(settings())) {
      long before = partitions();
      database.ensurePartitions(Database.DAYS_AHEAD + 2);
      assertThat(partitions()).isEqualTo(before + 10);
      DB.execute("select pawl_attach_day('audit_event', 3)");
      assertThat(database.auditRetention().enforce(1)).containsExactly(3);
      database.analyze();
      assertThat(database.store()).isNotNull();
    }
    assertThat(Database.schema(settings()))
        .returns(false, SchemaStatus::owned).returns(true, SchemaStatus::isCurrent);
    assertThat(Database.schema(DB.settings()).owned()).isTrue();
  }

  private static long partitions() {
    return DB.count("select count(*) from pg_inherits where inhparent in ('execution'::regclass,"
        + " 'history'::regclass, 'payload'::regclass, 'log_event'::regclass, 'audit_event'::regclass)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"create table mine (a int)", "drop table run",
      "alter table run add column a int", "truncate run", "create index mine on run (id)",
      "alter table execution disable row level security", "create role other",
      "update flyway_schema_history set checksum = 1", "delete from flyway_schema_history",
      "create or replace function pawl_account() returns text language sql return ''",
      "select pawl_attach_day('run', 5)", "select pawl_drop_day('state_machine', 5)",
      "select pawl_drop_day('execution_d1; drop table run; --', 5)"})
  void mayChangeNoTable(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(DB.settings().url(), USER, PASSWORD);
        var statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void doesNotWorkOnTablesOfAnEarlierRelease() {
    DB.execute("create table kept as select * from flyway_schema_history where version = '21';"
        + " delete from flyway_schema_history where version = '21'");
    try {
      assertThatThrownBy(() -> Database.open(settings()))
          .isInstanceOf(UnsafeDatabaseException.class).hasMessageContaining("lacks version 21")
          .hasMessageContaining("pawl db migrate --grant USER");
      assertThat(Database.schema(settings()).isCurrent()).isFalse();
    } finally {
      DB.execute("insert into flyway_schema_history select * from kept; drop table kept");
    }
  }

  @Test
  void doesNotMakeTheTables() {
    try (TestDatabase empty = TestDatabase.create()) {
      DatabaseSettings settings = new DatabaseSettings(empty.settings().url(), USER, PASSWORD, 2, 2,
          Duration.ofSeconds(5), CommitForm.SINGLE_STATEMENT);
      assertThatThrownBy(() -> Database.open(settings))
          .isInstanceOf(UnsafeDatabaseException.class).hasMessageContaining("lacks version 1,");
    }
  }

  @Test
  void someoneUnknownGetsNothing() {
    assertThatThrownBy(() -> DB.open().grantTo("nobody\"; drop table run; --"))
        .isInstanceOf(UnsafeDatabaseException.class).hasMessageContaining("has no user");
  }
}
