package dev.pawl.worker.lease;

import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.lease.Nodes;
import dev.pawl.db.store.LeaseStore;
import dev.pawl.worker.Incarnation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Which shards this node looks after. Leases say only who looks for due work; the revision of an execution
 * keeps it safe, whoever works on it.
 */
public final class Leases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final String AGAIN = "leases could not be renewed and are tried again in {} s: {}";

  /** So often the leases are renewed. */
  public static final Duration RENEWAL = Duration.ofSeconds(4);

  /** By its own clock, a node that could not renew for so long stops looking for work. */
  private static final Duration TRUST = Duration.ofSeconds(10);

  private final LeaseStore store;
  private final Incarnation incarnation;
  private final UUID me;
  private final String build;
  private final Map<Integer, Long> held = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile long renewedAt;
  private volatile long graceUntil;
  private volatile Set<UUID> live = Set.of();
  private final Counter taken;
  private final Counter lost;

  /**
   * Registers this incarnation and takes its share.
   *
   * @param alone whether nobody else can be alive: all leases are then taken at once
   */
  public Leases(LeaseStore store, Incarnation incarnation, String build, boolean alone,
      MeterRegistry meters) {
    this.store = store;
    this.incarnation = incarnation;
    this.me = incarnation.id();
    this.build = build;
    this.taken = Counter.builder("pawl.leases.taken")
        .description("Shards that came to this node, its first ones included")
        .register(meters);
    this.lost = Counter.builder("pawl.leases.lost")
        .description("Shards that others took since this node did not renew in time")
        .register(meters);
    Gauge.builder("pawl.leases.held", this, leases -> leases.shards().size())
        .description("Shards that this node looks after now; 0 while it cannot trust its leases")
        .register(meters);
    store.register(me, build);
    if (alone) {
      store.forgetOthers(me);
      held.putAll(store.takeAllShards(me));
    } else {
      held.putAll(store.takeShards(me));
    }
    taken.increment(held.size());
    live = store.liveNodes();
    renewedAt = incarnation.nanoTime().getAsLong();
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
    return incarnation.nanosSince(renewedAt) > TRUST.toNanos()
        ? Set.of()
        : Set.copyOf(held.keySet());
  }

  /**
   * Whether an incarnation was alive when last looked at; this one always is. One that was not may have begun since, and
   * is looked at again.
   */
  public boolean isAlive(UUID node) {
    return node.equals(me) || live.contains(node) || store.liveNodes().contains(node);
  }

  private void renewForEver(Runnable gained) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(RENEWAL);
      } catch (InterruptedException e) {
        return;
      }
      step(gained);
    }
  }

  /**
   * Renews, gives and takes once; due every {@link #RENEWAL}.
   *
   * @param gained told when shards have come to this node
   */
  public void step(Runnable gained) {
    try {
      renew(gained);
    } catch (UnknownCommitOutcomeException | DatabaseUnavailableException e) {
      // The database's watch tells the operator, once for all.
      LOG.debug(AGAIN, RENEWAL.toSeconds(), e.getMessage());
    } catch (StatementFailedException e) {
      LOG.atLevel(e.isPassing() ? Level.DEBUG : Level.WARN)
          .log(AGAIN, RENEWAL.toSeconds(), e.getMessage());
    } catch (RuntimeException | Error e) {
      // Errors, too: a node without this thread would look alive and do nothing.
      LOG.error("leases could not be renewed and are tried again in {} s", RENEWAL.toSeconds(),
          e);
    }
  }

  private void renew(Runnable gained) {
    boolean wasSilent = incarnation.nanosSince(renewedAt) > Nodes.TTL.toNanos();
    if (!store.renewNode(me)) {
      LOG.warn("this node was silent for too long; others may have counted its calls as lost");
      store.register(me, build);
    }
    keepOnly(store.renewShards(me, Map.copyOf(held)).keySet());
    if (wasSilent) {
      // The database was away from all: the others come back within moments and are not dead.
      graceUntil = incarnation.nanoTime().getAsLong() + Nodes.TTL.toNanos();
    }
    renewedAt = incarnation.nanoTime().getAsLong();
    if (renewedAt < graceUntil) {
      return;
    }
    live = store.liveNodes();
    held.keySet().removeAll(store.releaseSurplus(me));
    Map<Integer, Long> more = store.takeShards(me);
    if (!more.isEmpty()) {
      LOG.info("{} shards have come to this node", more.size());
      taken.increment(more.size());
      held.putAll(more);
      gained.run();
    }
  }

  private void keepOnly(Set<Integer> still) {
    int before = held.size();
    held.keySet().retainAll(still);
    int gone = before - held.size();
    if (gone > 0) {
      LOG.warn(
          "{} shards were taken by other nodes, since this one did not renew its leases in time",
          gone);
      lost.increment(gone);
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
    try {
      store.releaseShards(me);
      store.leave(me);
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
        | StatementFailedException e) {
      LOG.warn("the leases were not given back, so that others take them when they run out: {}",
          e.getMessage());
    }
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
