package dev.pawl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.simulation.workflow.Plan;
import dev.pawl.simulation.world.FaultKind;
import dev.pawl.simulation.world.Faults;
import dev.pawl.simulation.world.Place;
import dev.pawl.simulation.world.SimWorld;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes whose idea of the time is behind the store's. */
class LateClockTest {
  @Test
  void eventTimesNeverGoBack() {
    for (Map.Entry<String, Plan> workflow : BaseWorkflows.all().entrySet()) {
      for (long seed = 1; seed <= 5; seed++) {
        SimWorld.Result result = new SimWorld(seed, workflow.getValue(), new AllBehind(),
            Set.of()).run();

        assertThat(result.violations()).as("%s, seed %d", workflow.getKey(), seed).isEmpty();
        assertThat(result.fired()).containsKey(FaultKind.CLOCK_OFFSET);
      }
    }
  }

  private static final class AllBehind implements Faults {
    @Override
    public @Nullable FaultKind at(Place place) {
      return place == Place.BOOT ? FaultKind.CLOCK_OFFSET : null;
    }

    @Override
    public void heal() {}
  }
}
