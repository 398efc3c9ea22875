package dev.pawl.db;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.StatementFailedException;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Forgets the days of one table that are over their time, each whole. May be repeated, also by two nodes at once. */
public final class DailyRetention {
  private static final String PAST_DAYS = """
      select d.day from (
        select substring(c.relname from '_d([0-9]+)$')::int as day
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = ?::regclass) d
      where d.day + 1 + ? <= extract(epoch from now())::bigint / 86400
      order by d.day
      """;

  /** Waiting longer for the lock would hold up all writers behind this. */
  private static final String PATIENCE = "set local lock_timeout = '2s'";

  private final Pool pool;
  private final String table;

  DailyRetention(Pool pool, String table) {
    this.pool = pool;
    this.table = table;
  }

  /**
   * Drops the days that lie back far enough. One that is in use, by a backup for instance, is left for the next call.
   *
   * @param days for how many days after its day a row is kept, from 1 to 3,650
   * @return the days that were dropped, in order
   */
  public List<Integer> enforce(int days) {
    if (days < Retention.LEAST_DAYS || days > Retention.MOST_DAYS) {
      throw new IllegalArgumentException("rows are kept for 1 to 3650 days: " + days);
    }
    List<Integer> dropped = new ArrayList<>();
    for (int day : past(days)) {
      try {
        drop(day);
        dropped.add(day);
      } catch (StatementFailedException e) {
        if (!Retention.IN_USE.contains(e.sqlState())) {
          throw e;
        }
      }
    }
    return dropped;
  }

  private List<Integer> past(int kept) {
    return pool.read(connection -> {
      List<Integer> days = new ArrayList<>();
      try (var statement = connection.prepareStatement(PAST_DAYS)) {
        statement.setString(1, table);
        statement.setInt(2, kept);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            days.add(rows.getInt(1));
          }
        }
      }
      return days;
    });
  }

  private void drop(int day) {
    pool.transaction(connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute(PATIENCE);
        Partitions.drop(statement, table, day);
      }
      return true;
    });
  }
}
