package dev.pawl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.simulation.world.SimWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Runs the engine in virtual time, seed after seed. System property {@code sim.seeds} says how many seeds,
 * {@code sim.first} the first one; {@code sim.seed} runs one alone.
 */
class SimulationTest {
  private static final int THREADS = 2;

  @Test
  void noSeedBreaksAPromise() throws Exception {
    Long alone = Long.getLong("sim.seed");
    var totals = new Totals();
    if (alone != null) {
      totals.add(alone, Trial.of(alone).run());
    } else {
      for (long seed : SavedSeeds.read()) {
        totals.add(seed, Trial.of(seed).run());
      }
      runAll(Long.getLong("sim.first", 1), Integer.getInteger("sim.seeds", 2_000), totals);
    }

    System.out.println(totals.line());

    totals.failed().forEach(SimulationTest::report);
    assertThat(totals.failed()).isEmpty();
    if (alone == null) {
      assertThat(totals.missing()).as("faults that never happened").isEmpty();
    }
  }

  private static void runAll(long first, int count, Totals totals)
      throws InterruptedException, ExecutionException {
    var next = new AtomicLong(first);
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        runs.add(threads.submit(() -> {
          for (long seed = next.getAndIncrement(); seed < first + count; seed = next
              .getAndIncrement()) {
            totals.add(seed, Trial.of(seed).run());
          }
        }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
  }

  private static void report(long seed, List<String> violations) {
    SavedSeeds.add(seed, violations.getFirst());
    Trial small = Trial.of(seed).shrunk();
    SimWorld.Result result = small.run().result();
    System.out.println("simulation: seed " + seed + " at commit " + SavedSeeds.commit()
        + " fails: " + violations);
    System.out.println("simulation: it shrinks to " + small + ", which fails: "
        + result.violations() + " after " + result.fired());
  }
}
