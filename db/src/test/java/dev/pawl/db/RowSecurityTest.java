package dev.pawl.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.catalogue.StateMachines;
import dev.pawl.db.connection.Tenant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What work for one account sees and writes, also where a statement forgets to ask for the account. */
final class RowSecurityTest {
  private static final String ONE = "111111111111";
  private static final String TWO = "222222222222";

  private static TestDatabase test;
  private static Database database;

  @BeforeAll
  static void open() {
    test = TestDatabase.create();
    database = test.open();
    for (String account : List.of(ONE, TWO)) {
      database.accounts().create(account, "a");
      database.accounts().createUser(account, "ann");
      assertThat(create(account)).isTrue();
    }
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @Test
  void workForAnAccountSeesItsRowsOnly() {
    for (String table : List.of("state_machine", "access_user")) {
      String all = "select count(*) from " + table;
      assertThat(count(all)).as(table).isEqualTo(2);
      assertThat(Tenant.<Long, RuntimeException>within(ONE, () -> count(all))).as(table)
          .isEqualTo(1);
      assertThat(Tenant.<Long, RuntimeException>within("333333333333", () -> count(all))).as(table)
          .isZero();
    }
    assertThat(Tenant.<Long, RuntimeException>within(ONE,
        () -> count("select count(*) from access_user where account = '" + TWO + "'"))).isZero();
  }

  @Test
  void workForAnAccountWritesItsRowsOnly() {
    assertThatThrownBy(() -> Tenant.within(ONE, () -> database.accounts().createUser(TWO, "eve")))
        .hasStackTraceContaining("row-level security");
    assertThat(Tenant.<Boolean, RuntimeException>within(ONE,
        () -> database.accounts().deleteUser(TWO, "ann"))).isFalse();
    assertThat(Tenant.<Boolean, RuntimeException>within(TWO, () -> create(TWO))).isTrue();
    assertThatThrownBy(() -> Tenant.within(ONE, () -> create(TWO)))
        .hasStackTraceContaining("row-level security");
    test.execute("delete from state_machine_revision where state_machine_id in (select id from"
        + " state_machine where name <> 'm0')");
    test.execute("delete from state_machine where name <> 'm0'");
  }

  @Test
  void itMayNotChangeTheTables() {
    assertThatThrownBy(() -> Tenant.within(ONE, () -> count("drop table activity")))
        .hasMessageContaining("must be owner");
    assertThatThrownBy(() -> Tenant.within(ONE,
        () -> count("alter table activity disable row level security")))
        .hasMessageContaining("must be owner");
  }

  @Test
  void everyTableWithAnAccountOrAStateMachineIsBound() {
    assertThat(texts("""
        select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where a.attname in ('account', 'sm_id', 'state_machine_id') and c.relkind in ('r', 'p')
          and c.relnamespace = 'public'::regnamespace and not c.relispartition and not c.relrowsecurity
        """))
        // They are reached by the id of a state machine or an execution, whose rows are bound.
        .containsExactlyInAnyOrder("exec_name", "express_start", "state_machine_revision",
            "state_machine_version", "state_machine_alias");
  }

  private static boolean create(String account) {
    return database.stateMachines().create(account, UUID.randomUUID(),
        "m" + count("select count(*) from state_machine where account = '" + account + "'"),
        StateMachineType.STANDARD,
        new StateMachines.Content("{}", "arn:aws:iam::" + account + ":role/r",
            UUID.randomUUID().toString(), null, null, null));
  }

  private static long count(String sql) {
    return Long.parseLong(texts(sql).getFirst());
  }

  /** On a session of the pool, as repositories get theirs. */
  private static List<String> texts(String sql) {
    try (Connection connection = database.general().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
