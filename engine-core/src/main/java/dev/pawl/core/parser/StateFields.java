package dev.pawl.core.parser;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.expression.Expression;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of one object of a definition that is printed. */
final class StateFields {
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  void put(String name, @Nullable Object value) {
    fields.put(name, value);
  }

  /** An expression, where there is one. */
  void put(String name, Optional<Expression> expression) {
    expression.ifPresent(present -> fields.put(name, present.definition().tree()));
  }

  /** A number, where there is one; a computed one under the name of its own field. */
  void put(String name, IntegerField field) {
    switch (field) {
      case IntegerField.Absent _ -> {
      }
      case IntegerField.Literal(long value) -> fields.put(name, value);
      case IntegerField.Computed(String own, Expression expression) ->
        fields.put(own, expression.definition().tree());
    }
  }

  Map<String, @Nullable Object> tree() {
    return fields;
  }
}
