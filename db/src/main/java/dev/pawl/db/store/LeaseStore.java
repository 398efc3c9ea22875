package dev.pawl.db.store;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which nodes live, and which of them looks after which shard. {@link dev.pawl.db.lease.Nodes} and
 * {@link dev.pawl.db.lease.ShardLeases} say more of each; answers are maps from shard to the lease's epoch.
 */
public interface LeaseStore {
  /** Enters an incarnation, or one that was silent for too long again. */
  void register(UUID node, String build);

  /** Says that a node lives; false where it was silent for too long. */
  boolean renewNode(UUID node);

  /** The nodes that live. */
  Set<UUID> liveNodes();

  /** Takes a node that stops out of the list. */
  void leave(UUID node);

  /** Declares all nodes but this one dead. */
  int forgetOthers(UUID node);

  /** Prolongs what a node holds; a shard that is not in the answer was taken by another. */
  Map<Integer, Long> renewShards(UUID owner, Map<Integer, Long> held);

  /** Takes free and expired shards up to the node's fair share among the live nodes. */
  Map<Integer, Long> takeShards(UUID owner);

  /** Takes every shard from whoever holds it; for a node that is known to be the only one. */
  Map<Integer, Long> takeAllShards(UUID owner);

  /** Gives back what a node holds above its fair share; returns the shards given back. */
  Set<Integer> releaseSurplus(UUID owner);

  /** Gives back all shards of a node that stops. */
  void releaseShards(UUID owner);
}
