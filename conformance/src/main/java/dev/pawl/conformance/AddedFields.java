package dev.pawl.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fields that AWS added to answers over the years: an older recording does not have them. */
final class AddedFields {
  private static final Set<String> NAMES = Set.of("encryptionConfiguration", "variableReferences",
      "redriveCount", "redriveStatus", "redriveStatusReason", "revisionId",
      "tracingConfiguration");

  /** The time of an event, which no recording of events has. */
  private static final String TIMESTAMP = "timestamp";

  private AddedFields() {}

  /** An answer without the added fields that the recording does not have. */
  static @Nullable Object without(@Nullable Object recorded, @Nullable Object answer) {
    if (recorded instanceof Map<?, ?> wanted && answer instanceof Map<?, ?> found) {
      Map<Object, @Nullable Object> kept = new LinkedHashMap<>();
      found.forEach((name, value) -> {
        boolean isAdded = NAMES.contains(name) || name.equals(TIMESTAMP);
        if (wanted.containsKey(name) || !isAdded) {
          kept.put(name, without(wanted.get(name), value));
        }
      });
      return kept;
    }
    if (recorded instanceof List<?> wanted && answer instanceof List<?> found
        && wanted.size() == found.size()) {
      List<@Nullable Object> kept = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        kept.add(without(wanted.get(i), found.get(i)));
      }
      return kept;
    }
    return answer;
  }
}
