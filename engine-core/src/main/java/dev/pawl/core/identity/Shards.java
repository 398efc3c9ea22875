package dev.pawl.core.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Which of the 256 shards an execution belongs to, for ever. Rows in the database carry the number, so
 * this function may never change.
 */
public final class Shards {
  /** Shards are numbered from 0 to {@code COUNT - 1}. */
  public static final int COUNT = 256;

  private static final XXHash32 HASH = XXHashFactory.safeInstance().hash32();
  private static final int SEED = 0;

  private Shards() {}

  /**
   * XXH32 with seed 0 of the state machine id's 16 bytes, most significant first, followed by the name in
   * UTF-8; unsigned, modulo 256.
   *
   * @param executionName the name, given or made up; executions of one name share a shard
   */
  public static int of(UUID stateMachineId, String executionName) {
    byte[] name = executionName.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = ByteBuffer.allocate(16 + name.length)
        .putLong(stateMachineId.getMostSignificantBits())
        .putLong(stateMachineId.getLeastSignificantBits())
        .put(name)
        .array();
    return Integer.remainderUnsigned(HASH.hash(bytes, 0, bytes.length, SEED), COUNT);
  }
}
