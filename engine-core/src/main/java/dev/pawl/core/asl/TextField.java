package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;

/** A field that says a text: a Fail state's Error and Cause. */
public sealed interface TextField {
  /** The definition does not say. */
  record Absent() implements TextField {}

  /** A text in the definition. */
  record Literal(String value) implements TextField {}

  /**
   * A path, an intrinsic call or a JSONata expression; must give a string.
   *
   * @param field the field's name as messages say it, e.g. {@code ErrorPath}
   */
  record Computed(String field, Expression expression) implements TextField {}
}
