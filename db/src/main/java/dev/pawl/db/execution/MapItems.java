package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** Outputs of finished iterations, which a join reads; commits write them. */
public final class MapItems {
  private static final String LOAD = """
      select frame, idx, status, output from map_item
      where shard = ? and id = ? and frame = ?
      order by idx
      """;

  private final Pool pool;

  public MapItems(Pool pool) {
    this.pool = pool;
  }

  /** The outputs kept for a frame, in the order of the iterations. */
  public List<KeptItem> load(ExecutionKey key, int frame) {
    return pool.read(connection -> {
      List<KeptItem> items = new ArrayList<>();
      try (var statement = connection.prepareStatement(LOAD)) {
        statement.setInt(1, key.shard());
        statement.setObject(2, key.id());
        statement.setInt(3, frame);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            items.add(
                new KeptItem(
                    rows.getInt("frame"),
                    rows.getInt("idx"),
                    rows.getInt("status"),
                    rows.getBytes("output")));
          }
        }
      }
      return items;
    });
  }
}
