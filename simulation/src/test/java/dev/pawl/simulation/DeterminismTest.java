package dev.pawl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A seed tells all: what it did once, it does again. */
class DeterminismTest {
  @Test
  void theSameSeedGivesTheSameSteps() {
    for (long seed = 5_001; seed <= 5_040; seed++) {
      Trial.Outcome first = Trial.of(seed).run();
      Trial.Outcome second = Trial.of(seed).run();

      assertThat(second).as("seed %d", seed).isEqualTo(first);
    }
  }
}
