package dev.pawl.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Faults by seed. Each question is a point; what is answered at one depends on the seed and its number alone. */
public final class SeededFaults implements Faults {
  private final long seed;
  private final double rate;
  private final int most;
  private final Set<Integer> leftOut;
  private final List<Integer> points = new ArrayList<>();
  private int point;
  private boolean healed;

  /**
   * @param rate how likely a fault is at a place of weight 1
   * @param most how many there are at most
   * @param leftOut points at which nothing goes wrong after all
   */
  public SeededFaults(long seed, double rate, int most, Set<Integer> leftOut) {
    this.seed = seed;
    this.rate = rate;
    this.most = most;
    this.leftOut = Set.copyOf(leftOut);
  }

  @Override
  public @Nullable FaultKind at(Place place) {
    int here = point++;
    if (healed || points.size() >= most || leftOut.contains(here)) {
      return null;
    }
    var random = new SplittableRandom(seed * 1_000_003 + here);
    if (random.nextDouble() >= rate * place.weight()) {
      return null;
    }
    points.add(here);
    return place.kinds().get(random.nextInt(place.kinds().size()));
  }

  @Override
  public void heal() {
    healed = true;
  }

  /** The points at which something went wrong. */
  public List<Integer> points() {
    return List.copyOf(points);
  }
}
