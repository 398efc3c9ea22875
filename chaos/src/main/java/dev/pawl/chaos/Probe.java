package dev.pawl.chaos;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells since when the load goes through: 90 % of the starts of three seconds are soon acknowledged, and 90 % of the
 * short ones among them have soon ended.
 */
final class Probe {
  /** A dead node's shards are free 15 s after its last sign; its calls are looked for after 30 more. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  /** How long a start, or a short execution, may take. */
  static final Duration SOON = Duration.ofSeconds(2);

  /** So long that at least some of its short executions belong to each node. */
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final Duration STEP = Duration.ofMillis(100);
  private static final double SHARE = 0.9;
  private static final String SHORT_ONES = """
      select e.started_at, e.stopped_at from execution e
      join state_machine m on m.id = e.sm_id
      where m.name = 'chain' and e.started_at >= ?
      """;

  private final Postgres postgres;
  private final Load load;

  Probe(Postgres postgres, Load load) {
    this.postgres = postgres;
    this.load = load;
  }

  /** A short execution. */
  private record Sample(Instant startedAt, @Nullable Instant stoppedAt) {
    boolean hasEndedSoon() {
      return stoppedAt != null && Duration.between(startedAt, stoppedAt).compareTo(SOON) <= 0;
    }
  }

  /** Waits until the load goes through; how long after the mending that was. */
  Optional<Duration> recovery(Instant healed) {
    Instant end = healed.plus(LONGEST).plus(WINDOW).plus(SOON);
    while (Instant.now().isBefore(end)) {
      Optional<Instant> through = through(healed);
      if (through.isPresent()) {
        return through.map(at -> Duration.between(healed, at));
      }
      Pause.of(STEP.multipliedBy(3));
    }
    return Optional.empty();
  }

  /** The first three seconds that are over long enough to be judged, and are good. */
  private Optional<Instant> through(Instant healed) {
    List<Sample> all = shortOnes(healed);
    Instant judged = Instant.now().minus(SOON).minus(WINDOW);
    for (Instant from = healed; from.isBefore(judged); from = from.plus(STEP)) {
      Instant begin = from;
      List<Sample> of = all.stream()
          .filter(one -> !one.startedAt().isBefore(begin)
              && one.startedAt().isBefore(begin.plus(WINDOW)))
          .toList();
      long ended = of.stream().filter(Sample::hasEndedSoon).count();
      if (load.acknowledgedShare(from, WINDOW) >= SHARE && ended > 0
          && ended >= SHARE * of.size()) {
        return Optional.of(from);
      }
    }
    return Optional.empty();
  }

  private List<Sample> shortOnes(Instant since) {
    List<Sample> all = new ArrayList<>();
    try (Connection connection = postgres.connect();
        var statement = connection.prepareStatement(SHORT_ONES)) {
      statement.setTimestamp(1, Timestamp.from(since));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Timestamp stopped = rows.getTimestamp(2);
          all.add(new Sample(rows.getTimestamp(1).toInstant(),
              stopped == null ? null : stopped.toInstant()));
        }
      }
    } catch (SQLException away) {
      return List.of();
    }
    return all;
  }
}
