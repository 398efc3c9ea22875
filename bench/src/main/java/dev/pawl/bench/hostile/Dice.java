package dev.pawl.bench.hostile;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices; the same seed makes the same ones. For one thread. */
final class Dice {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final SplittableRandom random;

  /** @param number of the case: each has choices of its own, so that one can be made again alone */
  Dice(long seed, long number) {
    this.random = new SplittableRandom(seed * MIX + number);
  }

  /** A number from 0, less than a bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  long any() {
    return random.nextLong();
  }

  /** True once in so many times. */
  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  @SafeVarargs
  final <T> T pick(T... of) {
    return of[random.nextInt(of.length)];
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
