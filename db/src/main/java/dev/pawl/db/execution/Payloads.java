package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Large values, to which state, requests and history refer; commits and starts write them. */
public final class Payloads {
  private static final String LOAD = """
      select hash, codec, data from payload
      where shard = ? and id = ? and (day = ? or day = 0) and hash = any (?)
      """;

  private final Pool pool;
  private final SealedRows sealed;

  public Payloads(Pool pool, Seals seals) {
    this.sealed = new SealedRows(seals);
    this.pool = pool;
  }

  /** The values of an execution with these hashes, in any order; a hash without a value is left out. */
  public List<StoredPayload> load(ExecutionKey key, Collection<byte[]> hashes) {
    return pool.<List<StoredPayload>>read(connection -> {
      List<StoredPayload> payloads = new ArrayList<>();
      try (var statement = connection.prepareStatement(LOAD)) {
        statement.setInt(1, key.shard());
        statement.setObject(2, key.id());
        statement.setInt(3, key.day());
        statement.setArray(4, connection.createArrayOf("bytea", hashes.toArray(new byte[0][])));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            payloads.add(
                new StoredPayload(
                    rows.getBytes("hash"), rows.getByte("codec"), rows.getBytes("data")));
          }
        }
      }
      return payloads;
    }).stream().map(payload -> sealed.open(payload, key)).toList();
  }
}
