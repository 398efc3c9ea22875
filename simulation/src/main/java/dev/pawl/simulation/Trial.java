package dev.pawl.simulation;

import dev.pawl.simulation.store.Planted;
import dev.pawl.simulation.workflow.Generator;
import dev.pawl.simulation.workflow.Plan;
import dev.pawl.simulation.world.SeededFaults;
import dev.pawl.simulation.world.SimWorld;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One simulation, and how to do it again.
 *
 * @param leftOut points at which nothing goes wrong, whatever the seed says
 */
public record Trial(long seed, Plan plan, Set<Integer> leftOut, Set<Planted> planted) {
  private static final int MOST_FAULTS = 30;
  private static final double HIGHEST_RATE = 0.04;
  private static final int MOST_TRIES = 400;

  public Trial {
    leftOut = Set.copyOf(leftOut);
    planted = Set.copyOf(planted);
  }

  /** What came of a trial, and at which points something went wrong. */
  public record Outcome(SimWorld.Result result, List<Integer> faultPoints) {
    boolean isFailed() {
      return !result.violations().isEmpty();
    }
  }

  /** The trial of a seed. */
  public static Trial of(long seed) {
    return of(seed, Set.of());
  }

  /** The same on a store that breaks promises. */
  public static Trial of(long seed, Set<Planted> planted) {
    return new Trial(seed, new Generator(new SplittableRandom(seed)).plan(), Set.of(), planted);
  }

  /** Does it; always with the same outcome. */
  public Outcome run() {
    var random = new SplittableRandom(~seed);
    // One in eight goes without faults, so that what needs none is found alone.
    boolean calm = random.nextInt(8) == 0;
    var faults = new SeededFaults(seed, calm ? 0 : random.nextDouble() * HIGHEST_RATE,
        1 + random.nextInt(MOST_FAULTS), leftOut);
    SimWorld.Result result = new SimWorld(seed, plan, faults, planted).run();
    return new Outcome(result, faults.points());
  }

  /** The smallest failing trial that leaving out faults, executions and states one by one leads to. */
  public Trial shrunk() {
    Trial smallest = this;
    int tries = 0;
    boolean smaller = true;
    while (smaller && tries < MOST_TRIES) {
      smaller = false;
      for (Trial less : smallest.smaller()) {
        if (tries++ < MOST_TRIES && less.run().isFailed()) {
          smallest = less;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  private List<Trial> smaller() {
    List<Trial> smaller = new ArrayList<>();
    for (Plan less : plan.smaller()) {
      smaller.add(new Trial(seed, less, leftOut, planted));
    }
    for (int point : run().faultPoints()) {
      Set<Integer> more = new HashSet<>(leftOut);
      more.add(point);
      smaller.add(new Trial(seed, plan, more, planted));
    }
    return smaller;
  }
}
