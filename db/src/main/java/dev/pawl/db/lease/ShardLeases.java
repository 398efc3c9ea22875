package dev.pawl.db.lease;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which node looks for the due work of which shard. A lease makes no commit safe (the revision does) and a
 * lost one costs no correctness. Answers are maps from shard to the lease's epoch, which grows with every
 * change of owner. All times are the database's.
 */
public final class ShardLeases {
  /** For how long a renewal is good. */
  public static final Duration TTL = Duration.ofSeconds(15);

  private static final Unnest<Map.Entry<Integer, Long>> HELD = Unnest.<Map.Entry<Integer, Long>>rows()
      .smallint("shard", Map.Entry::getKey)
      .bigint("epoch", Map.Entry::getValue);

  private static final String RENEW = """
      update shard_lease l set expires_at = now() + make_interval(secs => ?)
      from %s
      where l.shard = h.shard and l.epoch = h.epoch and l.owner = ?
      returning l.shard, l.epoch
      """.formatted(HELD.as("h"));

  /** Rows are locked in one order, so that two nodes cannot wait for each other. */
  private static final String TAKE = """
      with share as (
        select greatest(0, ceil(256.0 / greatest(1, (select count(*) from node where expires_at > now())))
          - (select count(*) from shard_lease where owner = ? and expires_at > now())) as open
      ), free as (
        select shard from shard_lease
        where owner is null or expires_at <= now()
        order by shard
        limit (select open from share)
        for update
      )
      update shard_lease l
      set owner = ?, epoch = l.epoch + 1, expires_at = now() + make_interval(secs => ?)
      from free
      where l.shard = free.shard
      returning l.shard, l.epoch
      """;

  private static final String TAKE_ALL = """
      with every as (select shard from shard_lease order by shard for update)
      update shard_lease l
      set owner = ?, epoch = l.epoch + 1, expires_at = now() + make_interval(secs => ?)
      from every
      where l.shard = every.shard
      returning l.shard, l.epoch
      """;

  private static final String RELEASE_SURPLUS = """
      with share as (
        select greatest(0, (select count(*) from shard_lease where owner = ?)
          - ceil(256.0 / greatest(1, (select count(*) from node where expires_at > now())))) as surplus
      ), extra as (
        select shard from shard_lease
        where owner = ?
        order by shard
        limit (select surplus from share)
        for update
      )
      update shard_lease l set owner = null, expires_at = '-infinity'
      from extra
      where l.shard = extra.shard
      returning l.shard, l.epoch
      """;

  private static final String RELEASE = """
      with mine as (select shard from shard_lease where owner = ? order by shard for update)
      update shard_lease l set owner = null, expires_at = '-infinity'
      from mine
      where l.shard = mine.shard
      """;

  private final Pool pool;

  public ShardLeases(Pool pool) {
    this.pool = pool;
  }

  /** Prolongs what the node holds; a shard that is not in the answer was taken by another. */
  public Map<Integer, Long> renew(UUID owner, Map<Integer, Long> held) {
    List<Map.Entry<Integer, Long>> sorted = List.copyOf(new TreeMap<>(held).entrySet());
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(RENEW)) {
        statement.setInt(1, Math.toIntExact(TTL.toSeconds()));
        int next = HELD.bind(statement, 2, sorted);
        statement.setObject(next, owner);
        return leases(statement);
      }
    });
  }

  /** Takes free and expired shards up to the node's fair share among the live nodes. */
  public Map<Integer, Long> take(UUID owner) {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(TAKE)) {
        statement.setObject(1, owner);
        statement.setObject(2, owner);
        statement.setInt(3, Math.toIntExact(TTL.toSeconds()));
        return leases(statement);
      }
    });
  }

  /** Takes every shard from whoever holds it; for a node that is known to be the only one. */
  public Map<Integer, Long> takeAll(UUID owner) {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(TAKE_ALL)) {
        statement.setObject(1, owner);
        statement.setInt(2, Math.toIntExact(TTL.toSeconds()));
        return leases(statement);
      }
    });
  }

  /** Gives back what the node holds above its fair share; returns the shards given back. */
  public Set<Integer> releaseSurplus(UUID owner) {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(RELEASE_SURPLUS)) {
        statement.setObject(1, owner);
        statement.setObject(2, owner);
        return leases(statement).keySet();
      }
    });
  }

  /** Gives back all shards of a node that stops. */
  public void release(UUID owner) {
    pool.write(connection -> {
      try (var statement = connection.prepareStatement(RELEASE)) {
        statement.setObject(1, owner);
        return statement.executeUpdate();
      }
    });
  }

  private static Map<Integer, Long> leases(PreparedStatement statement) throws SQLException {
    Map<Integer, Long> leases = new TreeMap<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        leases.put(rows.getInt(1), rows.getLong(2));
      }
    }
    return leases;
  }
}
