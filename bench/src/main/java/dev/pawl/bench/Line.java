package dev.pawl.bench;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** The lines of the table: each benchmark with what it is about and the time that it must not pass. */
enum Line {
  JSON_PATH("jsonPathChain", "JSONPath chain, 1 KB", Unit.TRANSITION, OptionalDouble.of(5)),
  JSONATA("jsonataChain", "JSONata chain, 1 KB", Unit.TRANSITION, OptionalDouble.of(12)),
  LARGE_ONCE("largeThroughOnePass", "256 KB through 1 Pass",
      Unit.EXECUTION, OptionalDouble.empty()),
  LARGE_TEN_TIMES("largeThroughTenPasses",
      "256 KB through 10 Passes", Unit.EXECUTION, OptionalDouble.empty()),
  PACK("packHistory", "Codec: pack the JSONPath chain", Unit.TRANSITION, OptionalDouble.empty()),
  UNPACK("unpackHistory", "Codec: unpack it", Unit.TRANSITION, OptionalDouble.empty()),
  PACK_LARGE("packLargeHistory",
      "Codec: pack 256 KB, 10 Passes", Unit.EXECUTION,
      OptionalDouble.empty());

  /** What one operation is. */
  enum Unit {
    TRANSITION,
    EXECUTION
  }

  private final String benchmark;
  private final String title;
  private final Unit unit;
  private final OptionalDouble targetMicros;

  Line(String benchmark, String title, Unit unit, OptionalDouble targetMicros) {
    this.benchmark = benchmark;
    this.title = title;
    this.unit = unit;
    this.targetMicros = targetMicros;
  }

  /**
   * Finds the line of a benchmark.
   *
   * @param method the qualified name of a method of {@link InterpreterBenchmark}
   * @throws IllegalArgumentException where there is none
   */
  static Line of(String method) {
    return Arrays.stream(values()).filter(line -> method.endsWith("." + line.benchmark)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no line for " + method));
  }

  /** Whether its benchmark's name starts as a regular expression says. */
  boolean isSelected(String start) {
    return Pattern.compile(start).matcher(benchmark).lookingAt();
  }

  String title() {
    return title;
  }

  Unit unit() {
    return unit;
  }

  /** The most microseconds that one operation may take; empty where there is no target. */
  OptionalDouble targetMicros() {
    return targetMicros;
  }
}
