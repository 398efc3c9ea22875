package dev.pawl.worker.burst;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * What the lanes of one kind measure, once for a batch.
 *
 * @param time how long the database took for a batch, whatever became of it
 * @param size how many entries a batch had
 */
public record LaneMeters(Timer time, DistributionSummary size) {
  private static final Duration[] BOUNDS = {
      Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(20),
      Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500),
      Duration.ofSeconds(1), Duration.ofSeconds(5)};

  /** @param kind what the lanes write */
  public static LaneMeters of(MeterRegistry meters, String kind) {
    return new LaneMeters(
        Timer.builder("pawl.batch.time")
            .description("How long the database took for a batch of commits or of starts")
            .tag("kind", kind)
            .serviceLevelObjectives(BOUNDS)
            .register(meters),
        DistributionSummary.builder("pawl.batch.size")
            .description("How many commits or starts were written with one statement")
            .tag("kind", kind)
            .register(meters));
  }
}
