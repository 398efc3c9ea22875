package dev.pawl.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** V9, as far as files tell: nothing in a log says that the engine was wrong, or shows what it was given. */
final class LogCheck {
  private static final int MOST_QUOTED = 300;

  /** What no node may ever log, in lower case. */
  private static final List<String> FORBIDDEN = List.of("assertionerror", "deadlock",
      "an unexpected error", "cannot be advanced", "nullpointerexception",
      "illegalstateexception", "classcastexception", "was not taken up", "a scan failed");

  private final Evidence evidence;
  private final Findings findings;

  private LogCheck(Evidence evidence, Findings findings) {
    this.evidence = evidence;
    this.findings = findings;
  }

  static void run(Evidence evidence, Findings findings) {
    var check = new LogCheck(evidence, findings);
    findings.count(Verdict.V9, "hits", 0);
    evidence.incidents().forEach(text -> check.hit(text, Instant.now()));
    evidence.logs().forEach(check::node);
    check.postgres();
  }

  private void node(Path log) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      lines.filter(this::isForbidden).forEach(line -> hit(
          log.getFileName() + ": " + line.substring(0, Math.min(line.length(), MOST_QUOTED)),
          time(line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isForbidden(String line) {
    String lower = line.toLowerCase(Locale.ROOT);
    return line.contains(evidence.canary()) || FORBIDDEN.stream().anyMatch(lower::contains);
  }

  private void postgres() {
    try (Stream<String> lines = Files.lines(evidence.postgres().log(),
        StandardCharsets.ISO_8859_1)) {
      lines.filter(line -> line.contains("deadlock detected") || line.contains("TRAP:"))
          .forEach(line -> hit("postgres.log: " + line, Instant.now()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When a line was logged; now, where it does not say. */
  private static Instant time(String line) {
    try {
      return OffsetDateTime.parse(line.substring(0, Math.max(0, line.indexOf(' ')))).toInstant();
    } catch (DateTimeParseException noTime) {
      return Instant.now();
    }
  }

  private void hit(String text, Instant at) {
    findings.count(Verdict.V9, "hits", 1);
    findings.violation(Verdict.V9, at, text);
  }
}
