package dev.pawl.conformance;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What AWS changed after some of the recordings were made. Where two recordings disagree the later one counts, so the
 * earlier ones are brought up to date. Each rule is about a kind of event, never about one recording.
 */
final class Changes {
  /** Up to then the Exited event of a Distributed Map pointed to MapRunSucceeded; since then to MapRunStarted. */
  private static final String MAP_EXIT = "2024-11";

  private Changes() {}

  /** The events as AWS would record them today. */
  static List<Map<String, Object>> since(RecordedCase recorded,
      List<Map<String, Object>> events) {
    if (recorded.recordedAt().isEmpty() || recorded.recordedAt().compareTo(MAP_EXIT) >= 0) {
      return events;
    }
    Map<Object, Map<String, Object>> byId = new HashMap<>();
    events.forEach(event -> byId.put(event.getOrDefault("id", ""), event));
    return events.stream().map(event -> {
      Map<String, Object> before = byId.get(event.getOrDefault("previousEventId", ""));
      if (!"MapStateExited".equals(event.get("type")) || before == null
          || !"MapRunSucceeded".equals(before.get("type"))) {
        return event;
      }
      Map<String, Object> changed = new LinkedHashMap<>(event);
      changed.put("previousEventId", before.getOrDefault("previousEventId", 0));
      return changed;
    }).toList();
  }
}
