package dev.pawl.chaos;

import dev.pawl.core.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to, for people and for programs.
 *
 * @param kinds the faults that are listed, also those that were not made
 * @param obstacles why some faults could not be made, by fault
 * @param rolling what the rolling restart went from and to
 */
record Report(Profile profile, List<FaultKind> kinds, long seed, List<Round> rounds,
    Findings findings, Map<FaultKind, String> obstacles, String rolling) {
  private static final String FAULT = "%-50s %6s %10s %8s %8s%n";
  private static final int MOST_SHOWN = 20;

  boolean isGreen() {
    return findings.violations().isEmpty();
  }

  String text() {
    var text = new StringBuilder();
    text.append(FAULT.formatted("fault", "rounds", "violations", "p50 s", "p99 s"));
    for (FaultKind kind : kinds) {
      List<Round> of = of(kind);
      String title = kind == FaultKind.ROLLING_RESTART
          ? kind.title() + rolling
          : kind.title();
      text.append(obstacles.containsKey(kind)
          ? "%-50s %s%n".formatted(title, obstacles.get(kind))
          : FAULT.formatted(title, of.size(), violationsOf(kind), seconds(recovery(of, 0.5)),
              seconds(recovery(of, 0.99))));
    }
    text.append(FAULT.formatted("(no fault near)", "", violationsOf(null), "", ""));
    text.append('\n');
    for (Verdict verdict : Verdict.values()) {
      text.append("%-4s %-5s %-88s %s%n".formatted(verdict,
          findings.violations(verdict) == 0 ? "green" : "RED", verdict.claim(), line(verdict)));
    }
    findings.violations().stream().limit(MOST_SHOWN).forEach(violation -> text.append(
        "%n%s at %s: %s".formatted(violation.verdict(), violation.at(), violation.text())));
    if (findings.violations().size() > MOST_SHOWN) {
      text.append("%n... and %d more".formatted(findings.violations().size() - MOST_SHOWN));
    }
    return text.toString();
  }

  /** The numbers of a verdict. */
  private String line(Verdict verdict) {
    String counts = findings.counts(verdict).entrySet().stream()
        .map(count -> count.getKey() + "=" + count.getValue())
        .collect(Collectors.joining(", "));
    List<Duration> late = findings.latenesses();
    return switch (verdict) {
      case V4 -> counts + ", late ms p50=" + millis(Percentiles.of(late, 0.5)) + " p99="
          + millis(Percentiles.of(late, 0.99)) + " max=" + millis(Percentiles.of(late, 1));
      case V10 -> counts + ", recovery s p50=" + seconds(recovery(rounds, 0.5)) + " p99="
          + seconds(recovery(rounds, 0.99));
      default -> counts;
    };
  }

  /** The last line of the output. */
  String summary() {
    return "chaos %s: rounds=%d violations=%d recovery_p99_ms=%s".formatted(
        profile.name().toLowerCase(Locale.ROOT), rounds.size(), findings.violations().size(),
        millis(recovery(rounds, 0.99)));
  }

  private List<Round> of(FaultKind kind) {
    return rounds.stream().filter(round -> round.kind() == kind).toList();
  }

  private static Optional<Duration> recovery(List<Round> rounds, double share) {
    return Percentiles.of(
        rounds.stream().map(round -> round.recovery().orElse(Probe.LONGEST)).toList(), share);
  }

  /** The violations that belong to a fault: those of its time, up to the next one. */
  private long violationsOf(@Nullable FaultKind kind) {
    return findings.violations().stream()
        .filter(violation -> culprit(violation).orElse(null) == kind)
        .count();
  }

  private Optional<FaultKind> culprit(Findings.Violation violation) {
    return rounds.reversed().stream()
        .filter(round -> !violation.at().isBefore(round.begun())
            && violation.at().isBefore(round.until()))
        .map(Round::kind)
        .findFirst();
  }

  private static String seconds(Optional<Duration> length) {
    return length.map(found -> "%.1f".formatted(found.toMillis() / 1_000.0)).orElse("-");
  }

  private static String millis(Optional<Duration> length) {
    return length.map(found -> String.valueOf(found.toMillis())).orElse("-");
  }

  /** The same as JSON. */
  String json() {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    root.put("profile", profile.name().toLowerCase(Locale.ROOT));
    root.put("seed", seed);
    root.put("green", isGreen());
    List<@Nullable Object> faults = new ArrayList<>();
    for (FaultKind kind : kinds) {
      Map<String, @Nullable Object> fault = new LinkedHashMap<>();
      fault.put("fault", kind.name());
      fault.put("title", kind.title());
      fault.put("rounds", of(kind).size());
      fault.put("violations", violationsOf(kind));
      fault.put("obstacle", obstacles.get(kind));
      fault.put("recoveryMillis", of(kind).stream()
          .<@Nullable Object>map(
              round -> round.recovery().map(Duration::toMillis).orElse(null))
          .toList());
      faults.add(fault);
    }
    root.put("faults", faults);
    List<@Nullable Object> verdicts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      Map<String, @Nullable Object> line = new LinkedHashMap<>();
      line.put("verdict", verdict.name());
      line.put("claim", verdict.claim());
      line.put("violations", findings.violations(verdict));
      line.put("shows", line(verdict));
      verdicts.add(line);
    }
    root.put("verdicts", verdicts);
    root.put("violations", findings.violations().stream()
        .<@Nullable Object>map(violation -> Map.of("verdict", violation.verdict().name(), "at",
            violation.at().toString(), "text", violation.text()))
        .toList());
    return Json.write(root);
  }
}
