package dev.pawl.core.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Scopes to evaluate in, and what came of it. */
final class Scopes {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");

  private Scopes() {}

  static Scope over(String json) {
    return over(json, Map.of());
  }

  static Scope over(String json, Map<String, String> variables) {
    Map<String, Payload> payloads = new LinkedHashMap<>();
    variables.forEach((name, value) -> payloads.put(name, Payload.parse(value)));
    return new Scope(Payload.parse(json), () -> Map.of("State", Map.of("Name", "S")), payloads,
        null, null, NOW,
        new Random(1));
  }

  static String value(Expression expression, Scope scope) {
    return switch (expression.evaluate(scope)) {
      case Outcome.Ok<Payload>(Payload payload) -> payload.text();
      case Outcome.Failed<Payload>(StatesError error, _) -> throw new AssertionError(error);
    };
  }

  static StatesError error(Expression expression, Scope scope) {
    Outcome<Payload> outcome = expression.evaluate(scope);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed<Payload>) outcome).error();
  }

  static String cause(Expression expression, Scope scope) {
    return String.valueOf(error(expression, scope).cause());
  }
}
