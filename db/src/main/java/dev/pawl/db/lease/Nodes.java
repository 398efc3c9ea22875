package dev.pawl.db.lease;

import dev.pawl.db.connection.Pool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * The incarnations of nodes (one for each start of a JVM) that say they live. A row that expired, or is
 * gone, means a dead node: its tasks may be recovered. All times are the database's.
 */
public final class Nodes {
  /** For how long a renewal is good. */
  public static final Duration TTL = Duration.ofSeconds(15);

  private static final String REGISTER = """
      insert into node (id, expires_at, build)
      values (?, now() + make_interval(secs => ?), ?)
      on conflict (id) do update set expires_at = excluded.expires_at
      """;

  private static final String RENEW = """
      update node set expires_at = now() + make_interval(secs => ?)
      where id = ? and expires_at > now()
      """;

  private static final String LIVE = "select id from node where expires_at > now()";

  private static final String FORGET = "delete from node where id = ?";

  private static final String CLEAR_DEAD = "delete from node where expires_at <= now()";

  private static final String FORGET_OTHERS = "delete from node where id <> ?";

  private final Pool pool;

  public Nodes(Pool pool) {
    this.pool = pool;
  }

  /**
   * Enters an incarnation, or one that was silent for too long again: what others have done with its calls
   * meanwhile stands, since each execution's revision decides.
   *
   * @param build names the program's version
   */
  public void register(UUID node, String build) {
    pool.write(connection -> {
      try (var statement = connection.prepareStatement(REGISTER)) {
        statement.setObject(1, node);
        statement.setInt(2, Math.toIntExact(TTL.toSeconds()));
        statement.setString(3, build);
        return statement.executeUpdate();
      }
    });
  }

  /**
   * Says that the node lives.
   *
   * @return false where it was silent for too long, so that others may have given it up: register it again
   */
  public boolean renew(UUID node) {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(RENEW)) {
        statement.setInt(1, Math.toIntExact(TTL.toSeconds()));
        statement.setObject(2, node);
        return statement.executeUpdate() == 1;
      }
    });
  }

  /** The nodes that live. */
  public Set<UUID> live() {
    return pool.read(connection -> {
      Set<UUID> nodes = new HashSet<>();
      try (var statement = connection.prepareStatement(LIVE);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          nodes.add(rows.getObject(1, UUID.class));
        }
      }
      return nodes;
    });
  }

  /** Takes a node that stops out of the list. */
  public void leave(UUID node) {
    pool.write(connection -> delete(connection, FORGET, node));
  }

  /** Removes the rows of dead nodes; their absence says the same. */
  public int clearDead() {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(CLEAR_DEAD)) {
        return statement.executeUpdate();
      }
    });
  }

  /** Declares all nodes but this one dead, where a person or a lock file knows that it is the only one. */
  public int forgetOthers(UUID node) {
    return pool.write(connection -> delete(connection, FORGET_OTHERS, node));
  }

  private static int delete(Connection connection, String sql, UUID node) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, node);
      return statement.executeUpdate();
    }
  }
}
