package dev.pawl.core.parser;

import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import dev.pawl.core.expression.ResultPath;
import java.util.List;
import java.util.Optional;

/** Reads what most states share: the stages of their data, and where they lead. */
final class DataFlowReader {
  private static final String NEXT = "Next";
  private static final String END = "End";

  private DataFlowReader() {}

  /**
   * The stages of a state.
   *
   * @param reach what Output and Assign can read: the result, where the state has one
   */
  static DataFlow read(StateSource state, Reach reach) {
    return read(state, reach, state.jsonata()
        ? Optional.empty()
        : state.expressions().template(state.fields(), "Parameters"));
  }

  /** The stages of a Map state, whose {@code Parameters} are an old name of its ItemSelector. */
  static DataFlow readMap(StateSource state) {
    return read(state, Reach.WITH_RESULT, Optional.empty());
  }

  private static DataFlow read(StateSource state, Reach reach, Optional<Expression> parameters) {
    Element fields = state.fields();
    ExpressionReader expressions = state.expressions();
    Optional<Expression> assign = AssignReader.read(state, fields, reach);
    if (state.jsonata()) {
      return new DataFlow.JsonataFlow(
          expressions.jsonata(fields, "Arguments", Reach.INPUT_CONTEXT),
          expressions.jsonata(fields, "Output", reach),
          assign);
    }
    TemplateWarnings.check(fields, "Parameters");
    TemplateWarnings.check(fields, "ResultSelector");
    ResultPath resultPath = expressions.resultPath(fields);
    return new DataFlow.PathFlow(
        expressions.inputOutputPath(fields, "InputPath"),
        parameters,
        expressions.template(fields, "ResultSelector"),
        resultPath,
        expressions.inputOutputPath(fields, "OutputPath"),
        assign);
  }

  /** {@code Next} or {@code "End": true}; exactly one of them must be there. */
  static Optional<Transition> transition(Element state) {
    boolean ends = state.truth(END).orElse(false);
    if (ends && state.has(NEXT)) {
      state.atMostOne(List.of(NEXT, END));
      return Optional.empty();
    }
    if (ends) {
      return Optional.of(new Transition.End());
    }
    if (!state.has(NEXT)) {
      state.diagnostics()
          .schema("Exactly one of these fields is required: [Next, End]", state.location());
    }
    return state.text(NEXT).map(Transition.Next::new);
  }
}
