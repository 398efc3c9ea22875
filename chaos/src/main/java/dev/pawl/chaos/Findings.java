package dev.pawl.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a verification has found: violations, and the numbers of the verdicts' lines. */
final class Findings {
  private final List<Violation> violations = new ArrayList<>();
  private final Map<Verdict, Map<String, Long>> counts = new EnumMap<>(Verdict.class);
  private final List<Duration> latenesses = new ArrayList<>();

  /**
   * A promise that was not kept.
   *
   * @param at about when, for the fault that it belongs to
   */
  record Violation(Verdict verdict, Instant at, String text) {}

  void violation(Verdict verdict, Instant at, String text) {
    violations.add(new Violation(verdict, at, text));
  }

  void count(Verdict verdict, String what, long more) {
    counts.computeIfAbsent(verdict, _ -> new TreeMap<>()).merge(what, more, Long::sum);
  }

  long counted(Verdict verdict, String what) {
    return counts.getOrDefault(verdict, Map.of()).getOrDefault(what, 0L);
  }

  /** How late a timer's event is. */
  void lateness(Duration late) {
    latenesses.add(late);
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  long violations(Verdict verdict) {
    return violations.stream().filter(violation -> violation.verdict() == verdict).count();
  }

  List<Duration> latenesses() {
    return List.copyOf(latenesses);
  }

  /** The numbers of a verdict, in alphabetical order. */
  Map<String, Long> counts(Verdict verdict) {
    return counts.getOrDefault(verdict, Map.of());
  }
}
