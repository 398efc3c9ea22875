package dev.pawl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.simulation.workflow.Plan;
import dev.pawl.simulation.world.OneFault;
import dev.pawl.simulation.world.SimWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For each base workflow, the fault comes at the first point where it can, at the second, and so on to the last. */
class OneFaultEverywhereTest {
  private static final int SEEDS = 3;

  @ParameterizedTest
  @EnumSource
  void noSingleFaultBreaksAPromise(OneFault.Kind kind) {
    List<String> found = new ArrayList<>();
    int runs = 0;
    for (Map.Entry<String, Plan> workflow : BaseWorkflows.all().entrySet()) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        int points = 1;
        for (int k = -1; k < points; k++) {
          var fault = new OneFault(kind, k);
          SimWorld.Result result = new SimWorld(seed, workflow.getValue(), fault, Set.of()).run();
          points = k < 0 ? fault.points() : points;
          runs++;
          if (!result.violations().isEmpty()) {
            found.add(workflow.getKey() + ", seed " + seed + ", k=" + k + ": "
                + result.violations());
          }
        }
      }
    }

    System.out.println("one " + kind + " everywhere: runs=" + runs + " violations=" + found.size());
    assertThat(found).isEmpty();
  }

  @Test
  void thereAreAtLeastTwentyBaseWorkflows() {
    assertThat(BaseWorkflows.all()).hasSizeGreaterThanOrEqualTo(20);
  }
}
