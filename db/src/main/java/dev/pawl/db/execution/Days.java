package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import java.sql.ResultSet;

/**
 * The partition that takes an execution's cold rows: its day, or day 0 where that day's partition was dropped
 * by retention.
 */
final class Days {
  /** The partition of what outlives its day. */
  static final int SURVIVORS = 0;

  /** The server's answer where no partition takes a row. */
  static final String NO_PARTITION = "23514";

  private static final String OLDEST = """
      select coalesce(min(substring(c.relname from '_d([0-9]+)$')::int), 0)
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'history'::regclass and c.relname <> 'history_d0'
      """;

  private final Pool pool;
  private volatile int oldest;

  Days(Pool pool) {
    this.pool = pool;
  }

  int of(ExecutionKey key) {
    int day = key.day();
    return day < oldest ? SURVIVORS : day;
  }

  /** Looks which partitions are left; true where that changes an answer. */
  boolean refresh() {
    int before = oldest;
    oldest = pool.read(connection -> {
      try (var statement = connection.prepareStatement(OLDEST);
          ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    });
    return oldest != before;
  }
}
