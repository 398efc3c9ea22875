package dev.pawl.conformance;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of all recordings that were asked for. */
public final class Summary {
  private final List<Verdict> verdicts;
  private final KnownDifferences known;

  Summary(List<Verdict> verdicts, KnownDifferences known) {
    this.verdicts = List.copyOf(verdicts);
    this.known = known;
  }

  /** How many recordings were replayed. */
  public int replayed() {
    return (int) replays().count();
  }

  /** The recordings that differ and are not known to. */
  public List<String> news() {
    return replays().filter(replay -> !replay.agrees() && known.reason(replay.id()).isEmpty())
        .map(Verdict::id)
        .toList();
  }

  /** The recordings that are known to differ but do not, or not any more. */
  public List<String> outlived() {
    return replays().filter(replay -> replay.agrees() && known.reason(replay.id()).isPresent())
        .map(Verdict::id)
        .toList();
  }

  /** How many recordings are not replayed, by reason. */
  public Map<String, Long> pending() {
    return verdicts.stream()
        .filter(Verdict.Pending.class::isInstance)
        .map(Verdict.Pending.class::cast)
        .collect(Collectors.groupingBy(Verdict.Pending::reason, TreeMap::new,
            Collectors.counting()));
  }

  /** The last line: of each level how many recordings agree, and how many have it. */
  public String line() {
    return Arrays.stream(Level.values())
        .map(level -> level + " " + agreeing(level) + "/" + having(level))
        .collect(Collectors.joining(" ", "conformance: ", ""));
  }

  /** Of a level, the share of the recordings that agree; 1 where none has it. */
  public double share(String level) {
    Level wanted = Level.valueOf(level);
    return having(wanted) == 0 ? 1 : (double) agreeing(wanted) / having(wanted);
  }

  /** Prints what is pending, and the counts as the last line. */
  public void print(PrintWriter out) {
    pending().forEach((reason, count) -> out.println("pending: " + count + " " + reason));
    out.println(line());
    out.flush();
  }

  /** Writes everything as one JSON document. */
  public void write(Path file) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("summary", line());
    report.put("pending", pending());
    report.put("cases", verdicts.stream().map(this::entry).toList());
    try {
      Files.writeString(file, Json.write(report));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> entry(Verdict verdict) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", verdict.id());
    switch (verdict) {
      case Verdict.Pending(String _, String reason) -> entry.put("pending", reason);
      case Verdict.Replayed(String id, Map<Level, Optional<String>> levels) -> {
        List<String> agreeing = new ArrayList<>();
        Map<String, String> differences = new LinkedHashMap<>();
        levels.forEach((level, difference) -> difference.ifPresentOrElse(
            text -> differences.put(level.name(), text), () -> agreeing.add(level.name())));
        entry.put("agrees", agreeing);
        entry.put("differs", differences);
        known.reason(id).ifPresent(reason -> entry.put("known", reason));
      }
    }
    return entry;
  }

  private long agreeing(Level level) {
    return replays().filter(replay -> replay.levels().containsKey(level)
        && Objects.requireNonNull(replay.levels().get(level)).isEmpty()).count();
  }

  private long having(Level level) {
    return replays().filter(replay -> replay.levels().containsKey(level)).count();
  }

  private Stream<Verdict.Replayed> replays() {
    return verdicts.stream()
        .filter(Verdict.Replayed.class::isInstance)
        .map(Verdict.Replayed.class::cast);
  }
}
