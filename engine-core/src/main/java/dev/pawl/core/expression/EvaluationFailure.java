package dev.pawl.core.expression;

import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import org.jspecify.annotations.Nullable;

/**
 * Leaves an evaluation from any depth. Never escapes an {@link Expression}: its evaluate turns it
 * into a failed {@link Outcome}.
 */
final class EvaluationFailure extends RuntimeException {
  /** The longest cause that a history event holds, in characters. */
  private static final int MAX_CAUSE = 32_768;

  private static final long serialVersionUID = 1L;

  private final String name;

  EvaluationFailure(String name, String cause) {
    super(cause, null, false, false);
    this.name = name;
  }

  static EvaluationFailure runtime(String cause) {
    return new EvaluationFailure(StatesError.RUNTIME, cause);
  }

  <T extends @Nullable Object> Outcome<T> outcome() {
    return Outcome.failed(new StatesError(name, bounded(String.valueOf(getMessage()))));
  }

  static String bounded(String cause) {
    return cause.length() <= MAX_CAUSE ? cause : cause.substring(0, MAX_CAUSE);
  }
}
