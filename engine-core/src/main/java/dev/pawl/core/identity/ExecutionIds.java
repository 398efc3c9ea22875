package dev.pawl.core.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Execution ids: UUIDs of version 7, whose first 48 bits are the milliseconds of the start. Pure: time
 * and chance come from the caller.
 */
public final class ExecutionIds {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;
  private static final int MILLIS_PER_DAY = 86_400_000;

  private ExecutionIds() {}

  /**
   * A new id.
   *
   * @param now the database's time; its milliseconds go into the id
   * @param random gives the other 74 bits
   */
  public static UUID next(Instant now, RandomGenerator random) {
    return layout(now.toEpochMilli(), random.nextLong(), random.nextLong());
  }

  /**
   * The id of a Map run's child: the same for every attempt to create it, on the day of its parent.
   *
   * @param index the item's position in the Map run, from 0
   */
  public static UUID ofChild(UUID mapRun, int index) {
    byte[] hash = Sha256.of(
        ByteBuffer.allocate(20)
            .putLong(mapRun.getMostSignificantBits())
            .putLong(mapRun.getLeastSignificantBits())
            .putInt(index)
            .array());
    ByteBuffer bits = ByteBuffer.wrap(hash);
    return layout(mapRun.getMostSignificantBits() >>> 16, bits.getLong(), bits.getLong());
  }

  /**
   * The id of the execution that a task's attempt starts: the same for every delivery of the attempt.
   *
   * @param scheduledAt the time of the attempt's intent; its milliseconds go into the id
   */
  public static UUID ofTask(UUID execution, int seq, int attempt, Instant scheduledAt) {
    byte[] hash = Sha256.of(
        ByteBuffer.allocate(32)
            .putLong(execution.getMostSignificantBits())
            .putLong(execution.getLeastSignificantBits())
            .putInt(seq)
            .putInt(attempt)
            .putLong(scheduledAt.toEpochMilli())
            .array());
    ByteBuffer bits = ByteBuffer.wrap(hash);
    return layout(scheduledAt.toEpochMilli(), bits.getLong(), bits.getLong());
  }

  /**
   * The id under which the catalogue's ids are joined by that of a Map state's children, which count as executions of
   * a state machine of their own.
   *
   * @param label the Map state's label, unique in its state machine
   */
  public static UUID ofLabel(UUID stateMachine, String label) {
    byte[] text = label.getBytes(StandardCharsets.UTF_8);
    byte[] hash = Sha256.of(
        ByteBuffer.allocate(16 + text.length)
            .putLong(stateMachine.getMostSignificantBits())
            .putLong(stateMachine.getLeastSignificantBits())
            .put(text)
            .array());
    ByteBuffer bits = ByteBuffer.wrap(hash);
    // Version 8: made up by the application.
    return new UUID((bits.getLong() & ~0xF000L) | 0x8000L,
        VARIANT | (bits.getLong() & VARIANT_MASK));
  }

  /** An id that a text alone decides. */
  public static UUID ofText(String text) {
    ByteBuffer bits = ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    return new UUID((bits.getLong() & ~0xF000L) | 0x8000L,
        VARIANT | (bits.getLong() & VARIANT_MASK));
  }

  /** The moment in the id, to the millisecond. */
  public static Instant timestamp(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  /** Days from 1970-01-01 to the id's timestamp, in UTC: the partition that holds the execution. */
  public static int day(UUID id) {
    return (int) ((id.getMostSignificantBits() >>> 16) / MILLIS_PER_DAY);
  }

  private static UUID layout(long millis, long high, long low) {
    return new UUID((millis << 16) | VERSION_7 | (high & 0xFFFL), VARIANT | (low & VARIANT_MASK));
  }
}
