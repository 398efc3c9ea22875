package dev.pawl.db.execution;

import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Shards;
import java.util.Comparator;
import java.util.UUID;

/**
 * Where the rows of an execution are. Ordered as batches are sorted.
 *
 * @param shard 0 to 255
 * @param id a UUID of version 7
 */
public record ExecutionKey(int shard, UUID id) implements Comparable<ExecutionKey> {
  private static final Comparator<ExecutionKey> ORDER = Comparator.comparingInt(ExecutionKey::shard)
      .thenComparing(ExecutionKey::id);

  public ExecutionKey {
    if (shard < 0 || shard >= Shards.COUNT) {
      throw new IllegalArgumentException("no such shard: " + shard);
    }
  }

  /** The day of the start, which names the partition. */
  public int day() {
    return ExecutionIds.day(id);
  }

  @Override
  public int compareTo(ExecutionKey other) {
    return ORDER.compare(this, other);
  }
}
