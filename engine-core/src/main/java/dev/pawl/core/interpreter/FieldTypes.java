package dev.pawl.core.interpreter;

import dev.pawl.core.expression.Expression;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said where a computed field gave a value of the wrong type. */
final class FieldTypes {
  private FieldTypes() {}

  /**
   * The failure of a field that wants another type. A path is a matter of {@code States.Runtime}; JSONata is
   * one of {@code States.QueryEvaluationError} with the field to blame.
   */
  static <T extends @Nullable Object> Outcome<T> unexpected(String field, Expression expression,
      String expected,
      Payload value) {
    if (field.endsWith("Path")) {
      return Outcome.failed(
          StatesError.runtime(
              "The %s parameter cannot be parsed as a %s value: %s == %s"
                  .formatted(field, expected.equals("number") ? "long" : expected,
                      expression.source(), shown(value))));
    }
    return new Outcome.Failed<>(
        new StatesError(
            StatesError.QUERY_EVALUATION_ERROR,
            "The JSONata expression '%s' specified for the field '%s' returned an unexpected result type. Expected '%s', but was '%s' for value: %s"
                .formatted(expression.source(), field, expected, typeOf(value), value.text())),
        field);
  }

  /** A value as AWS's path texts show it: a string without its quotes. */
  static String shown(Payload value) {
    return value.tree() instanceof String text ? text : value.text();
  }

  private static String typeOf(Payload value) {
    return switch (value.tree()) {
      case null -> "null";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case Number _ -> "number";
      case List<?> _ -> "array";
      case Map<?, ?> _ -> "object";
      default -> "unknown";
    };
  }
}
