package dev.pawl.core.access;

import java.util.List;
import java.util.Map;

/**
 * What somebody wants to do.
 *
 * @param action as {@code states:StartExecution}
 * @param resource an ARN, or {@code *} where the action is about none
 * @param context the values of condition keys, whose case does not matter; a key that is not there is missing
 */
public record AccessRequest(String action, String resource, Map<String, List<String>> context) {
  public AccessRequest {
    context = Map.copyOf(context);
  }

  public AccessRequest(String action, String resource) {
    this(action, resource, Map.of());
  }

  /** The values of a condition key; empty where it is missing. Few policies ask for any. */
  List<String> values(String key) {
    return context.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(key))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(List.of());
  }
}
