package dev.pawl.bench.engine;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The middle and the ends of several measurements of one thing. */
record Spread(double median, double least, double most) {

  /** @throws IllegalArgumentException where there is nothing */
  static Spread of(Collection<? extends Number> values) {
    double[] sorted = values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    int middle = sorted.length / 2;
    double median = sorted.length % 2 == 0
        ? (sorted[middle - 1] + sorted[middle]) / 2
        : sorted[middle];
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Where so many per cent of the values are at or below; by the nearest rank. */
  static double percentile(double[] sorted, double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.clamp(rank - 1L, 0, sorted.length - 1)];
  }

  /** The same of values in any order. */
  static double percentile(Collection<? extends Number> values, double percent) {
    double[] sorted = values.stream().mapToDouble(Number::doubleValue).toArray();
    Arrays.sort(sorted);
    return percentile(sorted, percent);
  }

  String text() {
    return least == most
        ? number(median)
        : number(median) + "  (" + number(least) + " to " + number(most) + ")";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%,.2f", value);
  }
}
