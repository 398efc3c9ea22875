package dev.pawl.api.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The client tokens of an execution's latest redrives: a request that repeats one of them is answered as the
 * first was. Stored as text, one token a line after its time in milliseconds since 1970.
 */
record RedriveTokens(List<Used> used) {
  private static final int KEPT = 10;
  private static final Duration VALID = Duration.ofMinutes(15);

  /** A token, which has no blank, and the time of the redrive that it was given with. */
  record Used(String token, Instant redrivenAt) {}

  RedriveTokens {
    used = List.copyOf(used);
  }

  static RedriveTokens parse(String stored) {
    return new RedriveTokens(stored.lines().map(line -> {
      int blank = line.indexOf(' ');
      return new Used(line.substring(blank + 1),
          Instant.ofEpochMilli(Long.parseLong(line.substring(0, blank))));
    }).toList());
  }

  /** When the redrive was that a token stands for; empty where it is new, or too old. */
  Optional<Instant> redrivenBy(String token, Instant now) {
    return used.stream()
        .filter(known -> known.token().equals(token)
            && now.isBefore(known.redrivenAt().plus(VALID)))
        .map(Used::redrivenAt)
        .findFirst();
  }

  /** The same with one token more, and without the oldest where they are too many. */
  RedriveTokens with(String token, Instant redrivenAt) {
    List<Used> more = new ArrayList<>(used);
    more.removeIf(known -> known.token().equals(token));
    more.add(new Used(token, redrivenAt));
    return new RedriveTokens(more.subList(Math.max(0, more.size() - KEPT), more.size()));
  }

  String text() {
    return used.stream()
        .map(known -> known.redrivenAt().toEpochMilli() + " " + known.token())
        .collect(Collectors.joining("\n"));
  }
}
