package dev.pawl.core.parser;

import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TextField;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import dev.pawl.core.json.Payload;
import java.util.List;
import java.util.Optional;

/** Reads a state of any type; the small types itself. Empty where an error leaves no state to speak of. */
final class StateReader {
  private StateReader() {}

  static Optional<? extends State> read(StateType type, StateSource state, GraphReader graphs) {
    return switch (type) {
      case TASK -> TaskReader.read(state);
      case WAIT -> WaitReader.read(state);
      case PASS -> pass(state);
      case SUCCEED -> Optional.of(
          new SucceedState(state.name(), DataFlowReader.read(state, Reach.INPUT_CONTEXT)));
      case FAIL -> Optional.of(fail(state));
      case CHOICE -> ChoiceReader.read(state);
      case PARALLEL -> ParallelReader.read(state, graphs);
      case MAP -> MapReader.read(state, graphs);
    };
  }

  private static Optional<PassState> pass(StateSource state) {
    Element fields = state.fields();
    TemplateWarnings.checkResult(fields);
    Optional<Payload> result = fields.has("Result") && !state.jsonata()
        ? Optional.of(Payload.of(fields.value("Result")))
        : Optional.empty();
    var flow = DataFlowReader.read(state, Reach.INPUT_CONTEXT);
    return DataFlowReader.transition(fields)
        .map(transition -> new PassState(state.name(), flow, result, transition));
  }

  private static FailState fail(StateSource state) {
    return new FailState(state.name(), text(state, "Error"), text(state, "Cause"));
  }

  private static TextField text(StateSource state, String field) {
    Element fields = state.fields();
    String path = field + "Path";
    fields.atMostOne(List.of(field, path));
    if (state.jsonata() && state.expressions().isExpression(fields, field)) {
      return computed(field, state.expressions().jsonata(fields, field, Reach.INPUT_CONTEXT));
    }
    if (fields.has(path) && !state.jsonata()) {
      return computed(path, state.expressions().pathOrIntrinsic(fields, path));
    }
    if (!state.jsonata()) {
      TemplateWarnings.checkPath(fields, field);
    }
    return fields.text(field)
        .<TextField>map(TextField.Literal::new)
        .orElseGet(TextField.Absent::new);
  }

  private static TextField computed(String field, Optional<Expression> expression) {
    return expression
        .<TextField>map(compiled -> new TextField.Computed(field, compiled))
        .orElseGet(TextField.Absent::new);
  }
}
