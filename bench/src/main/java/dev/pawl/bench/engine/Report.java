package dev.pawl.bench.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What one benchmark came to: a table for people, a last line and JSON for programs. */
final class Report {
  private static final String ROW = "%-58s %-40s %s%n";

  private record Row(String what, String value, String target) {}

  private final String name;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Double> figures = new LinkedHashMap<>();

  Report(String name) {
    this.name = name;
  }

  /** A row of the table. */
  void row(String what, Spread value, String target) {
    rows.add(new Row(what, value.text(), target));
  }

  void row(String what, double value, String target) {
    row(what, new Spread(value, value, value), target);
  }

  /** A figure of the last line. */
  void figure(String key, double value) {
    figures.put(key, value);
  }

  /** The table, empty lines around it; the last line is {@code bench NAME: key=value ...}. */
  String text(boolean json) {
    if (json) {
      return figures.entrySet()
          .stream()
          .map(entry -> "\"" + entry.getKey() + "\": " + plain(entry.getValue()))
          .collect(Collectors.joining(", ", "{\"bench\": \"" + name + "\", ", "}\n")) + line();
    }
    var text = new StringBuilder(ROW.formatted("what", "median (least to most)", "target"));
    rows.forEach(row -> text.append(ROW.formatted(row.what(), row.value(), row.target())));
    return text + line();
  }

  private String line() {
    return figures.entrySet()
        .stream()
        .map(entry -> entry.getKey() + "=" + plain(entry.getValue()))
        .collect(Collectors.joining(" ", "bench " + name + ": ", "\n"));
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
  }
}
