package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;

/** A field that says a whole number: seconds, counts. */
public sealed interface IntegerField {
  /** The definition does not say. */
  record Absent() implements IntegerField {}

  /** A number in the definition. */
  record Literal(long value) implements IntegerField {}

  /**
   * A reference path ({@code TimeoutSecondsPath}) or a JSONata expression; read on entry.
   *
   * @param field the field's name as messages say it, e.g. {@code TimeoutSecondsPath}
   */
  record Computed(String field, Expression expression) implements IntegerField {}
}
