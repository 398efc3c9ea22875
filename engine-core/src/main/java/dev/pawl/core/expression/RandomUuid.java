package dev.pawl.core.expression;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Version 4 identifiers from the scope's randomness, so that the same transition makes the same ones. */
final class RandomUuid {
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private RandomUuid() {}

  static String from(RandomGenerator random) {
    long high = (random.nextLong() & ~0xF000L) | VERSION_4;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | VARIANT;
    return new UUID(high, low).toString();
  }
}
