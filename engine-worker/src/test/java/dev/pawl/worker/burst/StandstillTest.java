package dev.pawl.worker.burst;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StandstillTest {
  @Test
  void pausesDoubleFromOneSecondToTenMinutes() {
    assertThat(IntStream.of(1, 2, 3, 9, 10, 11, 1_000).mapToObj(Standstill::pause))
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4),
            Duration.ofSeconds(256), Duration.ofSeconds(512), Duration.ofMinutes(10),
            Duration.ofMinutes(10));
  }
}
