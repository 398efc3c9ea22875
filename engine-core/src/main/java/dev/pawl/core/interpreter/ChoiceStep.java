package dev.pawl.core.interpreter;

import dev.pawl.core.asl.ChoiceRule;
import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.Optional;

/** Goes where the first rule that holds says (reference: asl, section 7). */
final class ChoiceStep {
  private ChoiceStep() {}

  static Step enter(ChoiceState state, Scope scope) {
    return switch (Flows.effectiveInput(state.flow(), scope)) {
      case Outcome.Failed<Payload> failed -> new Step.Fault(failed);
      case Outcome.Ok<Payload>(Payload effective) -> choose(state, scope, scope.over(effective));
    };
  }

  private static Step choose(ChoiceState state, Scope raw, Scope effective) {
    for (ChoiceRule rule : state.rules()) {
      switch (Conditions.test(rule.condition(), effective)) {
        case Outcome.Failed<Boolean> failed -> {
          return new Step.Fault(failed);
        }
        case Outcome.Ok<Boolean>(Boolean holds) -> {
          if (holds) {
            return Flows.leave(
                state.flow(), raw, rule.assign(), outputOf(state.flow(), rule),
                new Transition.Next(rule.next()));
          }
        }
      }
    }
    return state.defaultState()
        .map(name -> Flows.leave(state.flow(), raw, new Transition.Next(name)))
        .orElseGet(
            () -> new Step.Fail(
                StatesError.runtime(
                    "Failed to transition out of the state. The state does not point to a next state.")));
  }

  /** A JSONPath rule has no output of its own: the state's OutputPath applies. */
  private static Optional<Expression> outputOf(DataFlow flow, ChoiceRule rule) {
    return switch (flow) {
      case DataFlow.PathFlow path -> path.outputPath();
      case DataFlow.JsonataFlow _ -> rule.output();
    };
  }
}
