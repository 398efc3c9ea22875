package dev.pawl.worker.lease;

import dev.pawl.db.Database;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.lease.Nodes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which shards this node looks after. Leases say only who looks for due work; the revision of an execution
 * keeps it safe, whoever works on it.
 */
public final class Leases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final Duration RENEWAL = Duration.ofSeconds(4);

  /** By its own clock, a node that could not renew for so long stops looking for work. */
  private static final Duration TRUST = Duration.ofSeconds(10);

  private final Database database;
  private final UUID me;
  private final String build;
  private final Map<Integer, Long> held = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile long renewedAt;
  private volatile long graceUntil;
  private volatile Set<UUID> live = Set.of();

  /**
   * Registers this incarnation and takes its share.
   *
   * @param alone whether nobody else can be alive: all leases are then taken at once
   */
  public Leases(Database database, UUID me, String build, boolean alone) {
    this.database = database;
    this.me = me;
    this.build = build;
    database.nodes().register(me, build);
    if (alone) {
      database.nodes().forgetOthers(me);
      held.putAll(database.shardLeases().takeAll(me));
    } else {
      held.putAll(database.shardLeases().take(me));
    }
    live = database.nodes().live();
    renewedAt = System.nanoTime();
    graceUntil = renewedAt;
  }

  /**
   * Keeps the leases from now on.
   *
   * @param gained told when shards have come to this node
   */
  public void keep(Runnable gained) {
    thread.set(Thread.ofPlatform().daemon().name("leases").start(() -> renewForEver(gained)));
  }

  /** The shards to read now; none where the leases cannot be trusted any more. */
  public Set<Integer> shards() {
    return System.nanoTime() - renewedAt > TRUST.toNanos() ? Set.of() : Set.copyOf(held.keySet());
  }

  /** Whether an incarnation was alive when last looked at; this one always is. */
  public boolean isAlive(UUID node) {
    return node.equals(me) || live.contains(node);
  }

  private void renewForEver(Runnable gained) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(RENEWAL);
        renew(gained);
      } catch (InterruptedException e) {
        return;
      } catch (StatementFailedException | UnknownCommitOutcomeException
          | DatabaseUnavailableException e) {
        LOG.warn("leases could not be renewed and are tried again in {} s: {}", RENEWAL.toSeconds(),
            e.getMessage());
      } catch (RuntimeException | Error e) {
        // Errors, too: a node without this thread would look alive and do nothing.
        LOG.error("leases could not be renewed and are tried again in {} s", RENEWAL.toSeconds(),
            e);
      }
    }
  }

  private void renew(Runnable gained) {
    boolean wasSilent = System.nanoTime() - renewedAt > Nodes.TTL.toNanos();
    if (!database.nodes().renew(me)) {
      LOG.warn("this node was silent for too long; others may have counted its calls as lost");
      database.nodes().register(me, build);
    }
    Map<Integer, Long> still = database.shardLeases().renew(me, Map.copyOf(held));
    held.keySet().retainAll(still.keySet());
    if (wasSilent) {
      // The database was away from all: the others come back within moments and are not dead.
      graceUntil = System.nanoTime() + Nodes.TTL.toNanos();
    }
    renewedAt = System.nanoTime();
    if (renewedAt < graceUntil) {
      return;
    }
    live = database.nodes().live();
    held.keySet().removeAll(database.shardLeases().releaseSurplus(me));
    Map<Integer, Long> taken = database.shardLeases().take(me);
    if (!taken.isEmpty()) {
      held.putAll(taken);
      gained.run();
    }
  }

  /** Whether the leases are being renewed. */
  public boolean isKept() {
    Thread keeper = thread.get();
    return keeper != null && keeper.isAlive();
  }

  /** Stops renewing without giving anything back, as a crash does. */
  public void abandon() {
    Thread keeper = thread.getAndSet(null);
    if (keeper != null) {
      keeper.interrupt();
    }
    held.clear();
  }

  /** Gives everything back. */
  @Override
  public void close() {
    Thread keeper = thread.get();
    abandon();
    if (keeper != null) {
      // A renewal under way would take back what is given away here.
      join(keeper);
    }
    database.shardLeases().release(me);
    database.nodes().leave(me);
  }

  private static void join(Thread keeper) {
    try {
      if (!keeper.join(Duration.ofSeconds(1))) {
        LOG.warn("the leases are given back while a renewal is under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
