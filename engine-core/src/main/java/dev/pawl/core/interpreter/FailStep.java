package dev.pawl.core.interpreter;

import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.TextField;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import org.jspecify.annotations.Nullable;

/** Fails its graph (reference: asl, section 7). */
final class FailStep {
  private FailStep() {}

  static Step enter(FailState state, Scope scope) {
    Outcome<StatesError> error = text(state.error(), scope)
        .then(name -> text(state.cause(), scope).map(cause -> new StatesError(name, cause)));
    return switch (error) {
      case Outcome.Ok<StatesError>(StatesError value) -> new Step.Fail(value);
      case Outcome.Failed<StatesError> failed -> new Step.Fault(failed);
    };
  }

  private static Outcome<@Nullable String> text(TextField field, Scope scope) {
    return switch (field) {
      case TextField.Absent _ -> Outcome.ok(null);
      case TextField.Literal(String value) -> Outcome.ok(value);
      case TextField.Computed computed ->
        computed.expression().evaluate(scope).then(value -> string(computed, value));
    };
  }

  private static Outcome<@Nullable String> string(TextField.Computed field, Payload value) {
    return value.tree() instanceof String text
        ? Outcome.ok(text)
        : FieldTypes.unexpected(field.field(), field.expression(), "string", value);
  }
}
