package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** The events of executions, as the segments that commits wrote. */
public final class Histories {
  private static final String FORWARD = """
      select first_event, last_event, codec, data from history
      where shard = ? and id = ? and (day = ? or day = 0) and last_event >= ?
      order by first_event
      limit ?
      """;

  private static final String BACKWARD = """
      select first_event, last_event, codec, data from history
      where shard = ? and id = ? and (day = ? or day = 0) and first_event <= ?
      order by first_event desc
      limit ?
      """;

  private static final String LAST = """
      select coalesce(max(last_event), 0) from history
      where shard = ? and id = ? and (day = ? or day = 0)
      """;

  private final Pool pool;
  private final SealedRows sealed;

  public Histories(Pool pool, Seals seals) {
    this.sealed = new SealedRows(seals);
    this.pool = pool;
  }

  /** The direction of a page. */
  public enum Order {
    /** From the first event on. */
    ASCENDING,
    /** From the last event back. */
    DESCENDING
  }

  /** The id of an execution's last event; 0 where there is none. */
  public int lastEvent(ExecutionKey key) {
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(LAST)) {
        statement.setInt(1, key.shard());
        statement.setObject(2, key.id());
        statement.setInt(3, key.day());
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return row.getInt(1);
        }
      }
    });
  }

  /**
   * Reads segments, beginning with the one that holds an event.
   *
   * @param from the event's id; for the last, when descending, {@link Integer#MAX_VALUE}
   * @param limit the most segments to return; a segment has one event at least
   */
  public List<HistorySegment> page(ExecutionKey key, int from, Order order, int limit) {
    return pool.<List<HistorySegment>>read(connection -> {
      List<HistorySegment> segments = new ArrayList<>();
      String sql = order == Order.ASCENDING ? FORWARD : BACKWARD;
      try (var statement = connection.prepareStatement(sql)) {
        statement.setInt(1, key.shard());
        statement.setObject(2, key.id());
        statement.setInt(3, key.day());
        statement.setInt(4, from);
        statement.setInt(5, limit);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            segments.add(
                new HistorySegment(
                    rows.getInt("first_event"),
                    rows.getInt("last_event"),
                    rows.getByte("codec"),
                    rows.getBytes("data")));
          }
        }
      }
      return segments;
    }).stream().map(segment -> sealed.open(segment, key)).toList();
  }
}
