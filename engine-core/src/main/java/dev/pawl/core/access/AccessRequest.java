package dev.pawl.core.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What somebody wants to do.
 *
 * @param action as {@code states:StartExecution}
 * @param resource an ARN, or {@code *} where the action is about none
 * @param context the values of condition keys, whose case does not matter; a key that is not there is missing
 */
public record AccessRequest(String action, String resource, Map<String, List<String>> context) {
  public AccessRequest {
    Map<String, List<String>> known = new TreeMap<>();
    context.forEach((key, values) -> known.put(key.toLowerCase(Locale.ROOT), List.copyOf(values)));
    context = Map.copyOf(known);
  }

  public AccessRequest(String action, String resource) {
    this(action, resource, Map.of());
  }
}
