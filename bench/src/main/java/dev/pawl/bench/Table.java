package dev.pawl.bench;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, as people read it. */
final class Table {
  private static final String ROW = "%-32s %-11s %12s %10s %7s %12s%n";

  /**
   * What one line came to.
   *
   * @param micros the time of one operation, in microseconds
   * @param error half of its 99.9 % confidence interval, in microseconds; not a number after one iteration
   * @param bytes what one operation allocates
   */
  record Measure(double micros, double error, double bytes) {}

  private final Map<Line, Measure> measures = new EnumMap<>(Line.class);

  void put(Line line, Measure measure) {
    measures.put(line, measure);
  }

  /** The table; after it, where both were measured, what nine more Pass states cost a large document. */
  String text() {
    var text = new StringBuilder();
    text.append(ROW.formatted("benchmark", "per", "µs", "± µs", "target", "bytes"));
    measures.forEach((line, measure) -> text.append(
        ROW.formatted(
            line.title(), line.unit().name().toLowerCase(Locale.ROOT), number(measure.micros()),
            Double.isNaN(measure.error()) ? "" : number(measure.error()),
            line.targetMicros().isPresent()
                ? "≤ " + Math.round(line.targetMicros().getAsDouble())
                : "",
            "%,d".formatted(Math.round(measure.bytes())))));
    Measure once = measures.get(Line.LARGE_ONCE);
    Measure tenTimes = measures.get(Line.LARGE_TEN_TIMES);
    if (once != null && tenTimes != null) {
      double each = (tenTimes.bytes() - once.bytes()) / 9;
      text.append(
          "%nOne more Pass on a document of 256 KB: %s µs and %,d bytes, %.2f %% of the document.%n"
              .formatted(number((tenTimes.micros() - once.micros()) / 9), Math.round(each),
                  100 * each / Chains.LARGE_BYTES));
    }
    return text.toString();
  }

  /** All figures on one line, for programs: the time of each benchmark in microseconds. */
  String line() {
    return measures.entrySet()
        .stream()
        .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT) + "_us="
            + String.format(Locale.ROOT, "%.2f", entry.getValue().micros()))
        .collect(Collectors.joining(" ", "bench interpreter: ", ""));
  }

  private static String number(double micros) {
    return "%,.2f".formatted(micros);
  }
}
