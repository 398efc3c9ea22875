package dev.pawl.core.interpreter;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.asl.WaitUntil;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Function;

/** Holds the execution until a time (reference: asl, section 7). */
final class WaitStep {
  /** AWS accepts 24,855 days and refuses 24,856: the delay must fit 31 bits of seconds. */
  private static final long LONGEST_SECONDS = Integer.MAX_VALUE;

  private WaitStep() {}

  /** Decides when the wait ends; one that ends in the past is left at once. */
  static Step enter(WaitState state, Scope scope) {
    return switch (Flows.effectiveInput(state.flow(), scope)) {
      case Outcome.Failed<Payload> failed -> new Step.Fault(failed);
      case Outcome.Ok<Payload>(Payload effective) -> hold(state, scope, scope.over(effective));
    };
  }

  private static Step hold(WaitState state, Scope scope, Scope reach) {
    if (state.until() instanceof WaitUntil.ComputedTimestamp(Expression expression)) {
      return switch (expression.evaluate(reach)) {
        case Outcome.Failed<Payload> failed -> new Step.Fault(failed);
        case Outcome.Ok<Payload>(Payload value) ->
          until(state, scope, computedTimestamp(expression, value), Step.Misfit::new);
      };
    }
    return until(state, scope, end(state.until(), reach), Step.Fault::new);
  }

  private static Step until(WaitState state, Scope scope, Outcome<Instant> end,
      Function<Outcome.Failed<?>, Step> otherwise) {
    return switch (end.then(at -> bounded(at, scope.now()))) {
      case Outcome.Failed<Instant> failed -> otherwise.apply(failed);
      case Outcome.Ok<Instant>(Instant at) when at.isAfter(scope.now()) -> new Step.Hold(at);
      case Outcome.Ok<Instant> _ -> leave(state, scope);
    };
  }

  /** The wait is over. */
  static Step leave(WaitState state, Scope scope) {
    return Flows.leave(state.flow(), scope, state.transition());
  }

  private static Outcome<Instant> end(WaitUntil until, Scope scope) {
    return switch (until) {
      case WaitUntil.Seconds(long seconds) -> after(seconds, scope);
      case WaitUntil.Timestamp(Instant at) -> Outcome.ok(at);
      case WaitUntil.SecondsPath(Expression path) -> seconds("SecondsPath", path, scope);
      case WaitUntil.ComputedSeconds(Expression expression) ->
        seconds("Seconds", expression, scope);
      case WaitUntil.TimestampPath(Expression path) -> path.evaluate(scope)
          .then(
              value -> timestamp(
                  value,
                  new Outcome.Failed<>(
                      StatesError.runtime(
                          "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: %s == %s"
                              .formatted(path.source(), FieldTypes.shown(value))),
                      null)));
      case WaitUntil.ComputedTimestamp(Expression expression) -> expression.evaluate(scope)
          .then(value -> computedTimestamp(expression, value));
    };
  }

  private static Outcome<Instant> seconds(String field, Expression expression, Scope scope) {
    return IntegerFields.read(new IntegerField.Computed(field, expression), scope)
        .then(seconds -> after(Objects.requireNonNull(seconds), scope));
  }

  private static Outcome<Instant> computedTimestamp(Expression expression, Payload value) {
    if (!(value.tree() instanceof String)) {
      return FieldTypes.unexpected("Timestamp", expression, "string", value);
    }
    return timestamp(
        value,
        new Outcome.Failed<>(
            new StatesError(
                StatesError.QUERY_EVALUATION_ERROR,
                "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: "
                    + FieldTypes.shown(value)),
            "Timestamp"));
  }

  private static Outcome<Instant> timestamp(Payload value, Outcome.Failed<Instant> otherwise) {
    if (!(value.tree() instanceof String text)) {
      return otherwise;
    }
    try {
      return Outcome.ok(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException notATimestamp) {
      return otherwise;
    }
  }

  private static Outcome<Instant> after(long seconds, Scope scope) {
    return seconds > LONGEST_SECONDS ? tooLong() : Outcome.ok(scope.now().plusSeconds(seconds));
  }

  private static Outcome<Instant> bounded(Instant at, Instant now) {
    return Duration.between(now, at).toSeconds() > LONGEST_SECONDS
        ? tooLong()
        : Outcome.ok(toMillis(at));
  }

  /** Time is kept to the millisecond; a finer one is rounded up, so that no wait ends early. */
  private static Instant toMillis(Instant at) {
    Instant millis = at.truncatedTo(ChronoUnit.MILLIS);
    return millis.equals(at) ? at : millis.plusMillis(1);
  }

  private static Outcome<Instant> tooLong() {
    return Outcome.failed(StatesError.runtime("Wait state delay is too long."));
  }
}
