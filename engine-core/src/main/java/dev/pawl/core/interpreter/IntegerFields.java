package dev.pawl.core.interpreter;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import org.jspecify.annotations.Nullable;

/** Reads fields that say a whole number. */
final class IntegerFields {
  private IntegerFields() {}

  /** The number, or null where the definition does not say. */
  static Outcome<@Nullable Long> read(IntegerField field, Scope scope) {
    return switch (field) {
      case IntegerField.Absent _ -> Outcome.ok(null);
      case IntegerField.Literal(long value) -> Outcome.ok(value);
      case IntegerField.Computed computed -> computed.expression()
          .evaluate(scope)
          .then(value -> of(computed, value));
    };
  }

  /** The number that a computed value says. */
  static Outcome<@Nullable Long> of(IntegerField.Computed field, Payload value) {
    if (value.tree() instanceof Number number && isWhole(number)) {
      if (number.longValue() >= 0) {
        return Outcome.ok(number.longValue());
      }
      return Outcome.failed(
          StatesError.runtime(
              "The %s parameter references a negative value: %s == %s"
                  .formatted(field.field(), field.expression().source(), value.text())));
    }
    if (field.field().endsWith("Path") && !field.field().endsWith("SecondsPath")) {
      if (value.tree() instanceof String text && text.matches("[0-9]{1,9}")) {
        return Outcome.ok(Long.valueOf(text));
      }
      return Outcome.failed(
          StatesError.runtime(
              "The %s field refers to value \"%s\" which is not a valid integer: %s"
                  .formatted(field.field(), FieldTypes.shown(value), field.expression().source())));
    }
    return FieldTypes.unexpected(field.field(), field.expression(), "number", value);
  }

  /** Whether a JSON number has no fraction: {@code 2.0} is whole in JSONata's arithmetic. */
  static boolean isWhole(Number number) {
    return switch (number) {
      case Integer _,Long _ -> true;
      case Double value -> value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE;
      default -> false;
    };
  }
}
