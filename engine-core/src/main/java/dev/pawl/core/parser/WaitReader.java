package dev.pawl.core.parser;

import dev.pawl.core.asl.Rfc3339;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.asl.WaitUntil;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a Wait state. */
final class WaitReader {
  private static final long LONGEST = 99_999_999;
  private static final String SECONDS = "Seconds";
  private static final String TIMESTAMP = "Timestamp";
  private static final String SECONDS_PATH = "SecondsPath";
  private static final String TIMESTAMP_PATH = "TimestampPath";

  private WaitReader() {}

  static Optional<WaitState> read(StateSource state) {
    var flow = DataFlowReader.read(state, Reach.INPUT_CONTEXT);
    var transition = DataFlowReader.transition(state.fields());
    boolean one = state.fields()
        .exactlyOne(state.jsonata()
            ? List.of(SECONDS, TIMESTAMP)
            : List.of(SECONDS, TIMESTAMP, SECONDS_PATH, TIMESTAMP_PATH));
    Optional<WaitUntil> until = one ? until(state) : Optional.empty();
    return until.flatMap(
        end -> transition.map(leads -> new WaitState(state.name(), flow, end, leads)));
  }

  private static Optional<WaitUntil> until(StateSource state) {
    Element fields = state.fields();
    ExpressionReader expressions = state.expressions();
    if (state.jsonata() && expressions.isExpression(fields, SECONDS)) {
      return expressions.jsonata(fields, SECONDS, Reach.INPUT_CONTEXT)
          .map(WaitUntil.ComputedSeconds::new);
    }
    if (state.jsonata() && expressions.isExpression(fields, TIMESTAMP)) {
      return expressions.jsonata(fields, TIMESTAMP, Reach.INPUT_CONTEXT)
          .map(WaitUntil.ComputedTimestamp::new);
    }
    if (fields.has(SECONDS)) {
      OptionalLong seconds = fields.integer(SECONDS, 0, LONGEST);
      return seconds.isPresent()
          ? Optional.of(new WaitUntil.Seconds(seconds.getAsLong()))
          : Optional.empty();
    }
    if (fields.has(TIMESTAMP)) {
      return timestamp(fields, TIMESTAMP).map(WaitUntil.Timestamp::new);
    }
    if (fields.has(SECONDS_PATH)) {
      return expressions.referencePath(fields, SECONDS_PATH).map(WaitUntil.SecondsPath::new);
    }
    return expressions.referencePath(fields, TIMESTAMP_PATH).map(WaitUntil.TimestampPath::new);
  }

  /** A timestamp that the definition states. */
  static Optional<Instant> timestamp(Element element, String field) {
    Optional<String> text = element.text(field);
    Optional<Instant> instant = text.flatMap(Rfc3339::parse);
    if (text.isPresent() && instant.isEmpty()) {
      element.schema("String does not match RFC3339 timestamp", field);
    }
    return instant;
  }
}
