package dev.pawl.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Percentiles by the nearest rank. */
final class Percentiles {
  private Percentiles() {}

  /** @param share of the values that are at most the result; empty where there are no values */
  static Optional<Duration> of(List<Duration> values, double share) {
    if (values.isEmpty()) {
      return Optional.empty();
    }
    List<Duration> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return Optional.of(sorted.get(Math.max(0, rank - 1)));
  }
}
