package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;

/** A field that says a percentage: a number from 0 to 100, whole or not. */
public sealed interface PercentageField {
  /** The definition does not say. */
  record Absent() implements PercentageField {}

  /** A number in the definition. */
  record Literal(double value) implements PercentageField {}

  /**
   * A reference path or a JSONata expression; read on entry.
   *
   * @param field the field's name as messages say it, e.g. {@code ToleratedFailurePercentagePath}
   */
  record Computed(String field, Expression expression) implements PercentageField {}
}
