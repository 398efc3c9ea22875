package dev.pawl.tasks.job;

import dev.pawl.core.json.Payload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A look into a JSON tree. */
record Members(@Nullable Object tree) {
  static Members of(Payload payload) {
    return new Members(payload.tree());
  }

  /** What is there; null members lead to null, and so do those that are missing. */
  Members at(String name) {
    return new Members(tree instanceof Map<?, ?> members ? members.get(name) : null);
  }

  /** The items of a list; none of anything else. */
  List<Members> items() {
    return tree instanceof List<?> items ? items.stream().map(Members::new).toList() : List.of();
  }

  /** The first item of a list; a look at nothing where there is none. */
  Members first() {
    return items().stream().findFirst().orElse(new Members(null));
  }

  boolean isMissing() {
    return tree == null;
  }

  /** The text there; empty where there is none. */
  String text() {
    return tree instanceof String text ? text : "";
  }
}
