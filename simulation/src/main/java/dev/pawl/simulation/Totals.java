package dev.pawl.simulation;

import dev.pawl.simulation.world.FaultKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What many trials add up to. Safe for use by several threads. */
public final class Totals {
  private static final double SECONDS_A_YEAR = 365.25 * 86_400;

  private final Map<FaultKind, Integer> fired = new EnumMap<>(FaultKind.class);
  private final Map<Long, List<String>> failed = new TreeMap<>();
  private int seeds;
  private long steps;
  private double seconds;

  /** Counts one. */
  public synchronized void add(long seed, Trial.Outcome outcome) {
    seeds++;
    steps += outcome.result().steps();
    Duration lasted = outcome.result().lasted();
    seconds += lasted.toMillis() / 1_000.0;
    outcome.result().fired().forEach((kind, count) -> fired.merge(kind, count, Integer::sum));
    if (outcome.isFailed()) {
      failed.put(seed, outcome.result().violations());
    }
  }

  /** The violations of each seed that has any. */
  public synchronized Map<Long, List<String>> failed() {
    return new TreeMap<>(failed);
  }

  /** The faults that never happened. */
  public synchronized List<FaultKind> missing() {
    List<FaultKind> missing = new ArrayList<>(List.of(FaultKind.values()));
    missing.removeAll(fired.keySet());
    return missing;
  }

  /** All of it in one line. */
  public synchronized String line() {
    StringBuilder faults = new StringBuilder();
    int all = 0;
    for (FaultKind kind : FaultKind.values()) {
      int count = fired.getOrDefault(kind, 0);
      all += count;
      faults.append(faults.isEmpty() ? "" : ",").append(kind.name().toLowerCase(Locale.ROOT))
          .append(':').append(count);
    }
    return String.format(Locale.ROOT,
        "simulation: seeds=%d steps=%d faults=%d{%s} virtual_years=%.2f violations=%d", seeds,
        steps, all, faults, seconds / SECONDS_A_YEAR, failed.size());
  }
}
