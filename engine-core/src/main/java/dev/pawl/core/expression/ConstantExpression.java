package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.Set;

/** A template in which there is nothing to compute. */
record ConstantExpression(String source, Payload value) implements Expression {
  @Override
  public Outcome<Payload> evaluate(Scope scope) {
    return Outcome.ok(value);
  }

  @Override
  public Set<String> variables() {
    return Set.of();
  }
}
