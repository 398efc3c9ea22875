package dev.pawl.core.interpreter;

import dev.pawl.core.asl.Condition;
import dev.pawl.core.asl.Condition.Comparand;
import dev.pawl.core.asl.Condition.Kind;
import dev.pawl.core.asl.Condition.Relation;
import dev.pawl.core.asl.Condition.Trait;
import dev.pawl.core.asl.Rfc3339;
import dev.pawl.core.expression.PathGuard;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.expression.VariableLookup;
import dev.pawl.core.expression.VariableLookup.Found;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Decides whether a Choice rule's condition holds. */
final class Conditions {
  private Conditions() {}

  /**
   * Tests a condition, looking at no more of it than the answer needs.
   *
   * @return the answer; {@code States.Runtime} where a variable is absent that is not asked for with
   *     IsPresent, or where the state's time is up; {@code States.QueryEvaluationError} where JSONata fails or gives no boolean
   */
  static Outcome<Boolean> test(Condition condition, Scope scope) {
    return switch (condition) {
      case Condition.Computed computed -> computed.expression()
          .evaluate(scope)
          .then(value -> truth(computed, value));
      case Condition.And(List<Condition> conditions) -> until(false, conditions, scope);
      case Condition.Or(List<Condition> conditions) -> until(true, conditions, scope);
      case Condition.Not(Condition inner) -> test(inner, scope).map(holds -> !holds);
      case Condition.Is is -> is.variable().find(scope).then(found -> is(is, found));
      case Condition.Matches matches -> value(matches.variable(), scope)
          .then(value -> value instanceof String text
              ? PathGuard.watched(matches.variable().source(), scope,
                  () -> Outcome.ok(matches.pattern().matches(text, PathGuard::look)))
              : Outcome.ok(false));
      case Condition.Compare compare -> compare(compare, scope);
    };
  }

  private static Outcome<Boolean> until(boolean decisive, List<Condition> conditions,
      Scope scope) {
    for (Condition condition : conditions) {
      Outcome<Boolean> outcome = test(condition, scope);
      if (!(outcome instanceof Outcome.Ok<Boolean>(Boolean holds)) || holds == decisive) {
        return outcome;
      }
    }
    return Outcome.ok(!decisive);
  }

  private static Outcome<Boolean> is(Condition.Is is, Found found) {
    return switch (found) {
      case Found.Value(Object value) -> Outcome.ok(has(is.trait(), value) == is.expected());
      case Found.Absent _ -> is.trait() == Trait.PRESENT
          ? Outcome.ok(!is.expected())
          : absent(is.variable());
    };
  }

  private static boolean has(Trait trait, @Nullable Object value) {
    return switch (trait) {
      case PRESENT -> true;
      case NULL -> value == null;
      case NUMERIC -> value instanceof Number;
      case STRING -> value instanceof String;
      case BOOLEAN -> value instanceof Boolean;
      case TIMESTAMP -> value instanceof String text && Rfc3339.parse(text).isPresent();
    };
  }

  private static Outcome<Boolean> compare(Condition.Compare compare, Scope scope) {
    Outcome<@Nullable Object> variable = value(compare.variable(), scope);
    return variable.then(value -> comparand(compare.comparand(), scope)
        .map(comparand -> comparand.isPresent()
            && holds(compare.relation(), order(value, comparand.get()))));
  }

  private static boolean holds(Relation relation, OptionalInt order) {
    return order.isPresent() && relation.holds(order.getAsInt());
  }

  /** What to compare with; empty where a path leads to a value of another kind. */
  private static Outcome<Optional<Comparand>> comparand(Comparand comparand, Scope scope) {
    return switch (comparand) {
      case Comparand.Path(Kind kind, VariableLookup lookup) ->
        value(lookup, scope).map(value -> read(kind, value));
      case Comparand.Text _,Comparand.Numeric _,Comparand.Timestamp _,Comparand.Truth _ ->
        Outcome.ok(Optional.of(comparand));
    };
  }

  private static Optional<Comparand> read(Kind kind, @Nullable Object value) {
    return switch (kind) {
      case STRING -> value instanceof String text
          ? Optional.of(new Comparand.Text(text))
          : Optional.empty();
      case NUMERIC -> decimal(value).map(Comparand.Numeric::new);
      case TIMESTAMP -> value instanceof String text
          ? Rfc3339.parse(text).map(Comparand.Timestamp::new)
          : Optional.empty();
      case BOOLEAN -> value instanceof Boolean truth
          ? Optional.of(new Comparand.Truth(truth))
          : Optional.empty();
    };
  }

  /** How the value stands to the comparand; empty where it is of another kind. */
  private static OptionalInt order(@Nullable Object value, Comparand comparand) {
    return switch (comparand) {
      case Comparand.Text(String text) -> read(Kind.STRING, value).isPresent()
          ? OptionalInt.of(String.valueOf(value).compareTo(text))
          : OptionalInt.empty();
      case Comparand.Numeric(BigDecimal number) -> decimal(value)
          .map(decimal -> OptionalInt.of(decimal.compareTo(number)))
          .orElseGet(OptionalInt::empty);
      case Comparand.Timestamp timestamp -> value instanceof String text
          ? Rfc3339.parse(text)
              .map(instant -> OptionalInt.of(instant.compareTo(timestamp.value())))
              .orElseGet(OptionalInt::empty)
          : OptionalInt.empty();
      case Comparand.Truth(boolean truth) -> value instanceof Boolean is
          ? OptionalInt.of(Boolean.compare(is, truth))
          : OptionalInt.empty();
      case Comparand.Path _ -> throw new IllegalStateException("the path was read before");
    };
  }

  /** The exact number: 0 equals 0.0, and whole numbers beyond a double's precision stay apart. */
  private static Optional<BigDecimal> decimal(@Nullable Object value) {
    return value instanceof Number number && Double.isFinite(finite(number))
        ? Optional.of(new BigDecimal(number.toString()))
        : Optional.empty();
  }

  private static double finite(Number number) {
    return number instanceof Double value ? value : 0;
  }

  private static Outcome<@Nullable Object> value(VariableLookup variable, Scope scope) {
    return variable.find(scope)
        .<@Nullable Object>then(found -> switch (found) {
          case Found.Value(Object value) -> new Outcome.Ok<@Nullable Object>(value);
          case Found.Absent _ -> absent(variable);
        });
  }

  private static <T extends @Nullable Object> Outcome<T> absent(VariableLookup variable) {
    return Outcome.failed(StatesError.runtime("Invalid path '" + variable.source()
        + "': The choice state's condition path references an invalid value."));
  }

  private static Outcome<Boolean> truth(Condition.Computed computed, Payload value) {
    if (value.tree() instanceof Boolean holds) {
      return Outcome.ok(holds);
    }
    return new Outcome.Failed<>(new StatesError(StatesError.QUERY_EVALUATION_ERROR,
        "The JSONata expression '" + computed.expression().source() + "' specified for the field '"
            + computed.field() + "' returned an unexpected result type. Expected 'boolean', but"
            + " was '" + kind(value.tree()) + "' for value: " + Json.write(value.tree())),
        computed.field());
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String _ -> "string";
      case Number _ -> "number";
      case Boolean _ -> "boolean";
      case List<?> _ -> "array";
      case Map<?, ?> _ -> "object";
      default -> throw new IllegalArgumentException("not a JSON tree");
    };
  }
}
