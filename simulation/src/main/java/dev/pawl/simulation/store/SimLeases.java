package dev.pawl.simulation.store;

import dev.pawl.core.identity.Shards;
import dev.pawl.db.lease.Nodes;
import dev.pawl.db.lease.ShardLeases;
import dev.pawl.db.store.LeaseStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Nodes and shard leases in memory. */
final class SimLeases implements LeaseStore {
  private final InstantSource clock;
  private final TreeMap<UUID, Instant> nodes = new TreeMap<>();
  private final @Nullable UUID[] owners = new UUID[Shards.COUNT];
  private final long[] epochs = new long[Shards.COUNT];
  private final Instant[] expiries = new Instant[Shards.COUNT];

  SimLeases(InstantSource clock) {
    this.clock = clock;
    Arrays.fill(expiries, Instant.MIN);
  }

  /** Time goes on for executions only: who was alive still is. */
  void pass(Duration time) {
    nodes.replaceAll((_, expiry) -> expiry.plus(time));
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      if (owners[shard] != null) {
        expiries[shard] = expiries[shard].plus(time);
      }
    }
  }

  /** Every lease and every node's row is over from now on. */
  void expire() {
    nodes.replaceAll((_, _) -> clock.instant());
    Arrays.fill(expiries, clock.instant());
  }

  @Override
  public void register(UUID node, String build) {
    nodes.put(node, clock.instant().plus(Nodes.TTL));
  }

  @Override
  public boolean renewNode(UUID node) {
    Instant expiry = nodes.get(node);
    if (expiry == null || !expiry.isAfter(clock.instant())) {
      return false;
    }
    register(node, "");
    return true;
  }

  @Override
  public Set<UUID> liveNodes() {
    Instant now = clock.instant();
    Set<UUID> live = new HashSet<>(nodes.keySet());
    live.removeIf(node -> !Objects.requireNonNull(nodes.get(node)).isAfter(now));
    return live;
  }

  @Override
  public void leave(UUID node) {
    nodes.remove(node);
  }

  @Override
  public int forgetOthers(UUID node) {
    int before = nodes.size();
    nodes.keySet().removeIf(other -> !other.equals(node));
    return before - nodes.size();
  }

  @Override
  public Map<Integer, Long> renewShards(UUID owner, Map<Integer, Long> held) {
    Map<Integer, Long> renewed = new TreeMap<>();
    new TreeMap<>(held).forEach((shard, epoch) -> {
      if (owner.equals(owners[shard]) && epochs[shard] == epoch) {
        expiries[shard] = clock.instant().plus(ShardLeases.TTL);
        renewed.put(shard, epoch);
      }
    });
    return renewed;
  }

  @Override
  public Map<Integer, Long> takeShards(UUID owner) {
    Instant now = clock.instant();
    int open = fairShare();
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      open -= owner.equals(owners[shard]) && expiries[shard].isAfter(now) ? 1 : 0;
    }
    Map<Integer, Long> taken = new TreeMap<>();
    for (int shard = 0; shard < Shards.COUNT && taken.size() < open; shard++) {
      if (owners[shard] == null || !expiries[shard].isAfter(now)) {
        taken.put(shard, take(shard, owner));
      }
    }
    return taken;
  }

  @Override
  public Map<Integer, Long> takeAllShards(UUID owner) {
    Map<Integer, Long> taken = new TreeMap<>();
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      taken.put(shard, take(shard, owner));
    }
    return taken;
  }

  @Override
  public Set<Integer> releaseSurplus(UUID owner) {
    int surplus = -fairShare();
    for (UUID holder : owners) {
      surplus += owner.equals(holder) ? 1 : 0;
    }
    Set<Integer> released = new TreeSet<>();
    for (int shard = 0; shard < Shards.COUNT && released.size() < surplus; shard++) {
      if (owner.equals(owners[shard])) {
        free(shard);
        released.add(shard);
      }
    }
    return released;
  }

  @Override
  public void releaseShards(UUID owner) {
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      if (owner.equals(owners[shard])) {
        free(shard);
      }
    }
  }

  private int fairShare() {
    int live = Math.max(1, liveNodes().size());
    return (Shards.COUNT + live - 1) / live;
  }

  private long take(int shard, UUID owner) {
    owners[shard] = owner;
    expiries[shard] = clock.instant().plus(ShardLeases.TTL);
    return ++epochs[shard];
  }

  private void free(int shard) {
    owners[shard] = null;
    expiries[shard] = Instant.MIN;
  }
}
