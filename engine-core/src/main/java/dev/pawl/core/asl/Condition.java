package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;

/** What a Choice rule tests. */
public sealed interface Condition {
  /** JSONata: an expression that gives a boolean. */
  record Computed(Expression expression) implements Condition {}
}
