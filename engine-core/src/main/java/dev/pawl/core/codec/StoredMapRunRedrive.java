package dev.pawl.core.codec;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The message with which a redriven execution has its Map run go on.
 *
 * @param shard where the execution is
 * @param execution the execution's id
 * @param redrives how often the Map run will have been redriven then
 */
public record StoredMapRunRedrive(int shard, UUID execution, int redrives) {
  /** What {@link #read} reads again. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(24)
        .putInt(shard)
        .putLong(execution.getMostSignificantBits())
        .putLong(execution.getLeastSignificantBits())
        .putInt(redrives)
        .array();
  }

  /** Reads what {@link #toBytes} gave. */
  public static StoredMapRunRedrive read(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    return new StoredMapRunRedrive(buffer.getInt(),
        new UUID(buffer.getLong(), buffer.getLong()), buffer.getInt());
  }
}
