package dev.pawl.db.lease;

import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Tells the nodes that look after shards, where those are other processes, that something was written for them. What was
 * written must be committed before. Notices are collected and sent at most every {@link #PAUSE}, on a connection and in
 * a transaction of their own, since a notice within a writing transaction would make all commits of the server wait for
 * one another. A notice that is lost costs a poll. Started by its construction; safe for use by many threads.
 */
public final class WakeSender implements AutoCloseable {
  /** The channel; what is sent on it are the ids of the nodes that are meant. */
  static final String CHANNEL = "pawl_wake";

  static final Duration PAUSE = Duration.ofMillis(10);

  /** What is known of the owners is good for so long: one that has changed since finds the row by its own scan. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** A notice may have 8,000 bytes. */
  private static final int MOST_NODES = 200;

  private static final int SHARDS = 256;

  private static final String OWNERS = "select shard, owner from shard_lease where owner is not null and expires_at > now()";

  private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', ?)";

  private final Pool pool;
  private final BitSet waiting = new BitSet(SHARDS);
  private final Thread thread;
  private Map<Integer, UUID> owners = Map.of();
  private long ownersAt;
  private boolean ownersKnown;

  public WakeSender(Pool pool) {
    this.pool = pool;
    this.thread = Thread.ofPlatform().daemon().name("wake-sender").start(this::send);
  }

  /** Something was written, and is committed, for an execution of a shard; returns at once. */
  public synchronized void wake(int shard) {
    waiting.set(shard);
    notifyAll();
  }

  private void send() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        BitSet shards = take();
        try {
          tell(shards);
        } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
            | StatementFailedException e) {
          // The owners poll; there is nothing that anybody has to do or know.
          ownersKnown = false;
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized BitSet take() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    BitSet shards = (BitSet) waiting.clone();
    waiting.clear();
    return shards;
  }

  private void tell(BitSet shards) {
    if (!ownersKnown || System.nanoTime() - ownersAt > FRESH.toNanos()) {
      owners = owners();
      ownersAt = System.nanoTime();
      ownersKnown = true;
    }
    Collection<UUID> nodes = shards.stream().mapToObj(owners::get)
        .filter(Objects::nonNull)
        .distinct().limit(MOST_NODES).collect(Collectors.toList());
    if (!nodes.isEmpty()) {
      String payload = nodes.stream().map(UUID::toString).collect(Collectors.joining(","));
      pool.write(connection -> {
        try (var statement = connection.prepareStatement(NOTIFY)) {
          statement.setString(1, payload);
          return statement.execute();
        }
      });
    }
  }

  private Map<Integer, UUID> owners() {
    return pool.read(connection -> {
      Map<Integer, UUID> found = new HashMap<>();
      try (var statement = connection.prepareStatement(OWNERS);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getInt("shard"), rows.getObject("owner", UUID.class));
        }
      }
      return found;
    });
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
