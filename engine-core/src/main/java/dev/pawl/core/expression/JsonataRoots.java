package dev.pawl.core.expression;

import com.dashjoin.jsonata.Jsonata;
import dev.pawl.core.json.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluation of a template reads, in the form the evaluator needs. The evaluator takes a
 * Java null in an array for "undefined", and may add to an empty array that it groups by; arrays
 * with one or the other are copied, all else is the payload's own tree.
 */
final class JsonataRoots {
  private final Scope scope;
  private final Map<String, @Nullable Object> states = new LinkedHashMap<>();
  private final Map<String, Object> variables = new HashMap<>();

  JsonataRoots(Scope scope) {
    this.scope = scope;
  }

  Scope scope() {
    return scope;
  }

  /** {@code $states} with the fields that the program reads. */
  Map<String, @Nullable Object> states(JsonataSyntax syntax) {
    Payload result = scope.result();
    Payload errorOutput = scope.errorOutput();
    if (syntax.readsState("input")) {
      states.computeIfAbsent("input", _ -> safe(scope.document().tree()));
    }
    if (syntax.readsState("context")) {
      states.computeIfAbsent("context", _ -> safe(scope.context().get()));
    }
    if (result != null && syntax.readsState("result")) {
      states.computeIfAbsent("result", _ -> safe(result.tree()));
    }
    if (errorOutput != null && syntax.readsState("errorOutput")) {
      states.computeIfAbsent("errorOutput", _ -> safe(errorOutput.tree()));
    }
    return states;
  }

  /** A workflow variable's value; null where there is none. */
  @Nullable
  Object variable(String name) {
    Payload value = scope.variables().get(name);
    return value == null ? null : variables.computeIfAbsent(name, _ -> safe(value.tree()));
  }

  static Object safe(@Nullable Object tree) {
    return switch (tree) {
      case null -> Jsonata.NULL_VALUE;
      case Map<?, ?> map -> safeMap(map);
      case List<?> list -> safeList(list);
      default -> tree;
    };
  }

  private static Object safeMap(Map<?, ?> map) {
    Map<Object, @Nullable Object> copy = null;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object value = entry.getValue();
      Object safe = value instanceof Map<?, ?> || value instanceof List<?> ? safe(value) : value;
      if (isOther(safe, value)) {
        if (copy == null) {
          copy = new LinkedHashMap<>(map);
        }
        copy.put(entry.getKey(), safe);
      }
    }
    return copy == null ? map : copy;
  }

  private static Object safeList(List<?> list) {
    if (list.isEmpty()) {
      return new ArrayList<>();
    }
    List<@Nullable Object> copy = null;
    for (int i = 0; i < list.size(); i++) {
      Object item = list.get(i);
      Object safe = safe(item);
      if (isOther(safe, item)) {
        if (copy == null) {
          copy = new ArrayList<>(list);
        }
        copy.set(i, safe);
      }
    }
    return copy == null ? list : copy;
  }

  @SuppressWarnings("ReferenceEquality") // a copy is equal to its original, but not the same
  private static boolean isOther(@Nullable Object one, @Nullable Object other) {
    return one != other;
  }
}
