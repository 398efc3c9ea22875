package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Outputs of finished iterations, which a join reads, and of a Map run's Express children; commits write them. */
public final class MapItems {
  private static final String LOAD = """
      select frame, idx, status, output from map_item
      where shard = ? and id = ? and frame = ?
      order by idx
      """;

  private static final String PAGE = """
      select frame, idx, status, output from map_item
      where shard = ? and id = ? and frame = 0 and idx >= ?
      order by idx
      limit ?
      """;

  private static final String INDEXES = """
      select idx from map_item
      where shard = ? and id = ? and frame = 0 and idx >= ?
      order by idx
      limit ?
      """;

  private static final String STATUSES = """
      select idx, status from map_item
      where shard = ? and id = ? and frame = 0 and idx >= ? and idx < ?
      """;

  private static final String FORGET = """
      delete from map_item i using (
        select k.frame, k.idx from map_item k
        where k.shard = ? and k.id = ?
        order by k.frame, k.idx
        limit ?
      ) d
      where i.shard = ? and i.id = ? and i.frame = d.frame and i.idx = d.idx
        and not exists (select from run r where r.shard = ? and r.id = ?)
      """;

  /** So many are deleted at once. */
  private static final int FORGOTTEN = 1_000;

  private final Pool pool;
  private final SealedRows sealed;

  public MapItems(Pool pool, Seals seals) {
    this.sealed = new SealedRows(seals);
    this.pool = pool;
  }

  /** The outputs kept for a frame, in the order of the iterations. */
  public List<KeptItem> load(ExecutionKey key, int frame) {
    return pool.<List<KeptItem>>read(connection -> {
      List<KeptItem> items = new ArrayList<>();
      try (var statement = connection.prepareStatement(LOAD)) {
        statement.setInt(1, key.shard());
        statement.setObject(2, key.id());
        statement.setInt(3, frame);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            items.add(item(rows));
          }
        }
      }
      return items;
    }).stream().map(item -> sealed.open(item, key)).toList();
  }

  /** The results that are kept of a Map run's children, from a number on, in order. */
  public List<KeptItem> page(ExecutionKey mapRun, int from, int limit) {
    return page(PAGE, mapRun, from, limit, MapItems::item).stream()
        .map(item -> sealed.open(item, mapRun)).toList();
  }

  /** The numbers of the children of a Map run whose results are kept, from one on, in order. */
  public List<Integer> indexes(ExecutionKey mapRun, int from, int limit) {
    return page(INDEXES, mapRun, from, limit, row -> row.getInt("idx"));
  }

  /** How the children of a Map run have ended whose results are kept, by their numbers, from one to below another. */
  public Map<Integer, Integer> statuses(ExecutionKey mapRun, int from, int bound) {
    return pool.read(connection -> {
      Map<Integer, Integer> found = new HashMap<>();
      try (var statement = connection.prepareStatement(STATUSES)) {
        bind(statement, 1, mapRun);
        statement.setInt(3, from);
        statement.setInt(4, bound);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.put(rows.getInt("idx"), rows.getInt("status"));
          }
        }
      }
      return found;
    });
  }

  /** Deletes, in small transactions, all that is kept for an execution or Map run that is no longer open. */
  public void forget(ExecutionKey closed) {
    int deleted;
    do {
      deleted = pool.write(connection -> {
        try (var statement = connection.prepareStatement(FORGET)) {
          bind(statement, 1, closed);
          statement.setInt(3, FORGOTTEN);
          bind(statement, 4, closed);
          bind(statement, 6, closed);
          return statement.executeUpdate();
        }
      });
    } while (deleted == FORGOTTEN);
  }

  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> page(String sql, ExecutionKey key, int from, int limit,
      Reading<T> reading) {
    return pool.read(connection -> {
      List<T> found = new ArrayList<>();
      try (var statement = connection.prepareStatement(sql)) {
        bind(statement, 1, key);
        statement.setInt(3, from);
        statement.setInt(4, limit);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.add(reading.of(rows));
          }
        }
      }
      return found;
    });
  }

  private static void bind(PreparedStatement statement, int parameter, ExecutionKey key)
      throws SQLException {
    statement.setInt(parameter, key.shard());
    statement.setObject(parameter + 1, key.id());
  }

  private static KeptItem item(ResultSet row) throws SQLException {
    return new KeptItem(row.getInt("frame"), row.getInt("idx"), row.getInt("status"),
        row.getBytes("output"));
  }
}
