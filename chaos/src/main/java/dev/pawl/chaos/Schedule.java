package dev.pawl.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Does one fault after the other, in an order that the seed gives, until the load is to end. */
final class Schedule {
  /** What a round needs at least. */
  private static final Duration SHORTEST = Duration.ofSeconds(15);
  private static final String STALE = "division by zero";

  private final Stage stage;
  private final Probe probe;
  private final List<FaultKind> kinds;
  private final Random random;

  Schedule(Stage stage, Probe probe, List<FaultKind> kinds, Random random) {
    this.stage = stage;
    this.probe = probe;
    this.kinds = kinds;
    this.random = random;
  }

  /** @param length how long faults may begin */
  List<Round> run(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    List<Round> rounds = new ArrayList<>();
    List<FaultKind> left = new ArrayList<>();
    if (probe.recovery(Instant.now()).isEmpty()) {
      throw new IllegalStateException("the load does not go through although nothing is broken");
    }
    while (System.nanoTime() < end - SHORTEST.toNanos()) {
      if (left.isEmpty()) {
        left.addAll(kinds);
        left.removeIf(kind -> kind.obstacle(stage.cluster()).isPresent());
        Collections.shuffle(left, random);
      }
      rounds.add(round(left.removeFirst()));
      Pause.of(Duration.ofMillis(random.nextInt(500, 3_000)));
    }
    long rest = end - System.nanoTime();
    if (rest > 0) {
      Pause.of(Duration.ofNanos(rest));
    }
    return rounds;
  }

  private Round round(FaultKind kind) {
    Progress.say(kind.title());
    long logged = stage.postgres().log().toFile().length();
    Instant begun = Instant.now();
    try {
      kind.strike(stage);
    } catch (SQLException | IllegalStateException e) {
      stage.cluster().incident("the fault could not be made: " + kind.title() + ": " + e);
    }
    Instant healed = Instant.now();
    Optional<Duration> recovery = probe.recovery(healed);
    Progress.say(recovery
        .map(time -> "  recovered after %.1f s".formatted(time.toMillis() / 1_000.0))
        .orElse("  NOT recovered within " + Probe.LONGEST.toSeconds() + " s"));
    return new Round(kind, begun, healed, recovery,
        stale(stage.postgres().log(), logged));
  }

  /** How many commits the server has refused since its log had a length: they divide by zero on purpose. */
  private static int stale(Path log, long since) {
    try (var in = Files.newInputStream(log)) {
      in.skipNBytes(since);
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return (int) text.lines().filter(line -> line.contains(STALE)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
