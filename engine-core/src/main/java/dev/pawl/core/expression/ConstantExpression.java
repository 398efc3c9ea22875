package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A template in which there is nothing to compute. */
record ConstantExpression(String source, Payload definition, Payload value) implements Expression {
  @Override
  public Outcome<Payload> evaluate(Scope scope) {
    return Outcome.ok(value);
  }

  @Override
  public Set<String> variables() {
    return Set.of();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConstantExpression constant
        && definition.equals(constant.definition) && value.equals(constant.value);
  }

  @Override
  public int hashCode() {
    return definition.hashCode();
  }
}
