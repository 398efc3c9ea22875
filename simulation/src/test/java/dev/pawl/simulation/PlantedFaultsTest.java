package dev.pawl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.simulation.store.Planted;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The test of the test: a store that breaks a promise is found out. */
class PlantedFaultsTest {
  private static final int SEEDS = 500;

  @ParameterizedTest
  @EnumSource
  void eachPlantedFaultIsFound(Planted planted) {
    assertFound(Set.of(planted));
  }

  @Test
  void aMissingFenceIsFoundWithoutTheUniqueKeysToo() {
    OptionalLong found = first(Set.of(Planted.NO_FENCE, Planted.NO_UNIQUE), "I1");

    assertThat(found).isPresent();
  }

  @Test
  void whatIsFoundShrinks() {
    long seed = first(Set.of(Planted.LOST_OUTBOX), "").orElseThrow();

    Trial whole = Trial.of(seed, Set.of(Planted.LOST_OUTBOX));
    Trial small = whole.shrunk();

    assertThat(small.run().isFailed()).isTrue();
    assertThat(small.plan().toString().length()).isLessThan(whole.plan().toString().length());
  }

  private static void assertFound(Set<Planted> planted) {
    OptionalLong found = first(planted, "");
    System.out.println("planted " + planted + ": found by seed " + found);
    assertThat(found).isPresent();
  }

  private static OptionalLong first(Set<Planted> planted, String how) {
    return LongStream.rangeClosed(1, SEEDS)
        .filter(seed -> Trial.of(seed, planted).run().result().violations().stream()
            .anyMatch(violation -> violation.startsWith(how)))
        .findFirst();
  }
}
