package dev.pawl.conformance;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What became of one recording. */
sealed interface Verdict {
  String id();

  /**
   * It was replayed.
   *
   * @param levels for each level that the recording has the first difference, or empty
   */
  record Replayed(String id, Map<Level, Optional<String>> levels) implements Verdict {
    public Replayed {
      levels = new EnumMap<>(levels);
    }

    boolean agrees() {
      return levels.values().stream().allMatch(Optional::isEmpty);
    }
  }

  /** It needs what does not exist yet, or cannot be replayed as it was recorded. */
  record Pending(String id, String reason) implements Verdict {}
}
