package dev.pawl.conformance;

import dev.pawl.core.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares the events of two runs in which lines of control may have run beside each other. */
final class Events {
  private static final Set<String> PLACES = Set.of("id", "previousEventId", "timestamp");
  private static final Set<String> DATA = Set.of("input", "output");
  private static final Pattern JOIN = Pattern
      .compile("(Map|Parallel)State(Succeeded|Failed|Aborted|Exited)");

  /** What recordings whose parallel part was sorted by text lost: the event that closes that part. */
  private static final Set<String> LOST = Set.of("ParallelStateSucceeded", "ParallelStateFailed");

  private final Comparison comparison;

  Events(Comparison comparison) {
    this.comparison = comparison;
  }

  /** The events of a run without those that a sorted recording does not have. */
  static List<Map<String, Object>> withoutLost(List<Map<String, Object>> actual) {
    return actual.stream().filter(event -> !LOST.contains(event.get("type"))).toList();
  }

  /** Recorded events as the API sends them: a scalar input or output as its JSON text. */
  static List<Map<String, Object>> asSent(List<Map<String, Object>> recorded) {
    return recorded.stream().map(event -> {
      Map<String, Object> copy = new LinkedHashMap<>(event);
      copy.replaceAll((name, details) -> name.endsWith("EventDetails") ? texts(details) : details);
      return copy;
    }).toList();
  }

  private static Map<String, Object> texts(Object details) {
    Map<String, Object> copy = new LinkedHashMap<>(RecordedCase.object(details));
    copy.replaceAll((name, value) -> DATA.contains(name)
        && (value instanceof Number || value instanceof Boolean) ? Json.write(value) : value);
    return copy;
  }

  /** The first event of the recording that the run does not have, or the other way round. */
  Optional<String> asMultiset(List<Map<String, Object>> expected,
      List<Map<String, Object>> actual) {
    List<Map<String, Object>> left = new ArrayList<>(
        actual.stream().map(Events::placeless).toList());
    for (Map<String, Object> event : expected) {
      Map<String, Object> wanted = placeless(event);
      Optional<Map<String, Object>> found = left.stream()
          .filter(other -> Objects.equals(wanted.get("type"), other.get("type"))
              && comparison.matches(wanted, other))
          .findFirst();
      if (found.isEmpty()) {
        return Optional.of("no event like #" + event.get("id") + " " + wanted);
      }
      left.remove(found.get());
    }
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of("one event too many: " + left.getFirst());
  }

  /** The first line of control of the recording that the run does not have. */
  Optional<String> byLine(List<Map<String, Object>> expected, List<Map<String, Object>> actual) {
    List<List<Map<String, Object>>> left = new ArrayList<>(lines(actual));
    for (List<Map<String, Object>> line : lines(expected)) {
      Optional<List<Map<String, Object>>> found = left.stream()
          .filter(other -> comparison.matches(line, other))
          .findFirst();
      if (found.isEmpty()) {
        return Optional.of("no line of control like " + line);
      }
      left.remove(found.get());
    }
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of("one line of control too many: " + left.getFirst());
  }

  /**
   * Events by the fork that they follow from, each line in the order of its events. What follows a join belongs to
   * whichever line ended last, and is left out.
   */
  private static List<List<Map<String, Object>>> lines(List<Map<String, Object>> events) {
    Map<Object, Map<String, Object>> byId = new HashMap<>();
    events.forEach(event -> byId.put(number(event.get("id")), event));
    Map<Object, List<Map<String, Object>>> lines = new LinkedHashMap<>();
    for (Map<String, Object> event : events) {
      origin(event, byId).ifPresent(
          origin -> lines.computeIfAbsent(origin, _ -> new ArrayList<>()).add(placeless(event)));
    }
    return List.copyOf(lines.values());
  }

  /**
   * What began the line of an event: an iteration's own start; for a branch its first event, as all branches
   * begin at one event of their Parallel state; 0 for the outermost line. Empty after a join.
   */
  private static Optional<Object> origin(Map<String, Object> event,
      Map<Object, Map<String, Object>> byId) {
    Map<String, Object> at = event;
    while (!"MapIterationStarted".equals(at.get("type"))) {
      if (JOIN.matcher(String.valueOf(at.get("type"))).matches()) {
        return Optional.empty();
      }
      Map<String, Object> before = byId.get(number(at.get("previousEventId")));
      if (before == null) {
        return Optional.of(0);
      }
      if ("ParallelStateStarted".equals(before.get("type"))
          && String.valueOf(at.get("type")).endsWith("StateEntered")) {
        break;
      }
      at = before;
    }
    return Optional.of(number(at.get("id")));
  }

  private static Object number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : String.valueOf(value);
  }

  private static Map<String, Object> placeless(Map<String, Object> event) {
    Map<String, Object> copy = new LinkedHashMap<>(event);
    copy.keySet().removeAll(PLACES);
    return copy;
  }
}
