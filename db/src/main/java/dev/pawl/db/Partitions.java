package dev.pawl.db;

import dev.pawl.db.connection.Pool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The day partitions of {@code execution}, {@code history}, {@code payload}, {@code log_event} and {@code audit_event}. */
final class Partitions {
  /** Keeps what outlives its day. */
  private static final int SURVIVORS = 0;

  static final List<String> TABLES = List.of("execution", "history", "payload");

  static final String LOG = "log_event";
  static final String AUDIT = "audit_event";

  /** Have no survivors: their days are dropped whole. */
  private static final List<String> DROPPED = List.of(LOG, AUDIT);

  private static final List<String> DAILY = Stream
      .concat(TABLES.stream(), DROPPED.stream())
      .toList();

  private static final String TODAY = "select (extract(epoch from now())::bigint / 86400)::int";

  private static final String EXISTING = """
      select substring(c.relname from '_d([0-9]+)$')::int
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = ?::regclass
      """;

  private final Pool pool;

  Partitions(Pool pool) {
    this.pool = pool;
  }

  /**
   * Makes the partitions that are missing from yesterday to so many days after today, and the one of the
   * survivors. Each table in a transaction of its own; nodes that do this at once take turns.
   */
  void ensure(int daysAhead) {
    for (String table : DAILY) {
      pool.transaction(connection -> {
        try (Statement statement = connection.createStatement()) {
          if (missing(connection, statement, table, daysAhead).isEmpty()) {
            return true;
          }
          // Attaching needs this much of a lock and no more: rows come and go meanwhile. An ANALYZE elsewhere
          // holds the same.
          statement.execute("set local lock_timeout = '25s'");
          statement.execute("lock table " + table + " in share update exclusive mode");
          for (int day : missing(connection, statement, table, daysAhead)) {
            attach(statement, table, day);
          }
        }
        return true;
      });
    }
  }

  /** Makes the partitions of one day of executions, whenever that is; where they exist already nothing changes. */
  void make(int day) {
    pool.transaction(connection -> {
      try (Statement statement = connection.createStatement()) {
        for (String table : TABLES) {
          if (!existing(connection, table).contains(day)) {
            attach(statement, table, day);
          }
        }
      }
      return true;
    });
  }

  private static NavigableSet<Integer> missing(
      Connection connection, Statement statement, String table, int daysAhead)
      throws SQLException {
    int today = today(statement);
    NavigableSet<Integer> days = new TreeSet<>();
    if (!DROPPED.contains(table)) {
      days.add(SURVIVORS);
    }
    for (int day = today - 1; day <= today + daysAhead; day++) {
      days.add(day);
    }
    days.removeAll(existing(connection, table));
    return days;
  }

  private static int today(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(TODAY)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static NavigableSet<Integer> existing(Connection connection, String table)
      throws SQLException {
    NavigableSet<Integer> days = new TreeSet<>();
    try (var statement = connection.prepareStatement(EXISTING)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          days.add(rows.getInt(1));
        }
      }
    }
    return days;
  }

  private static void attach(Statement statement, String table, int day) throws SQLException {
    statement.execute("select pawl_attach_day('" + table + "', " + day + ")");
  }

  /** Forgets one day of a table, where it exists; waits for those who read it. */
  static void drop(Statement statement, String table, int day) throws SQLException {
    statement.execute("select pawl_drop_day('" + table + "', " + day + ")");
  }
}
