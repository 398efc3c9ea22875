package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void theNearestRankCounts() {
    List<Duration> hundred = IntStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList();

    assertThat(Percentiles.of(hundred, 0.5)).contains(Duration.ofMillis(50));
    assertThat(Percentiles.of(hundred, 0.99)).contains(Duration.ofMillis(99));
    assertThat(Percentiles.of(hundred, 1)).contains(Duration.ofMillis(100));
  }

  @Test
  void noValuesHaveNone() {
    assertThat(Percentiles.of(List.of(), 0.5)).isEmpty();
  }
}
