package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A ResultPath below {@code $}. An index must name an element that is there. */
record InsertionPath(String source, List<PathSyntax.Step> steps) implements ReferencePath {
  InsertionPath {
    steps = List.copyOf(steps);
  }

  @Override
  public Outcome<Payload> put(Payload root, Payload value) {
    try {
      return Outcome.ok(Payload.of(put(root.tree(), value.tree(), 0, root)));
    } catch (EvaluationFailure e) {
      return e.outcome();
    }
  }

  private @Nullable Object put(@Nullable Object node, @Nullable Object value, int depth,
      Payload root) {
    if (depth == steps.size()) {
      return value;
    }
    return switch (steps.get(depth)) {
      case PathSyntax.Step.Name(String name) when node instanceof Map<?, ?> map -> {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>(map);
        Object child = map.containsKey(name) ? map.get(name) : new LinkedHashMap<String, Object>();
        copy.put(name, put(child, value, depth + 1, root));
        yield copy;
      }
      case PathSyntax.Step.Index(int index) when node instanceof List<?> list
          && index < list.size() -> {
        List<@Nullable Object> copy = new ArrayList<>(list);
        copy.set(index, put(list.get(index), value, depth + 1, root));
        yield copy;
      }
      case PathSyntax.Step.Name _,PathSyntax.Step.Index _ ->
        throw new EvaluationFailure(StatesError.REFERENCE_PATH_CONFLICT,
            "Unable to apply ReferencePath " + source + " to input " + root.text());
    };
  }
}
