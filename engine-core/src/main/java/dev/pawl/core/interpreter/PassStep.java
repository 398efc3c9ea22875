package dev.pawl.core.interpreter;

import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.DataFlow.JsonataFlow;
import dev.pawl.core.asl.DataFlow.PathFlow;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;

/** Passes the input on, or a fixed result (reference: asl, section 7). */
final class PassStep {
  private PassStep() {}

  static Step enter(PassState state, Scope scope) {
    DataFlow flow = state.flow();
    return switch (flow) {
      case JsonataFlow _ -> Flows.leave(flow, scope, state.transition());
      case PathFlow _ -> {
        Outcome<Payload> result = state.result().isPresent()
            ? Outcome.ok(state.result().get())
            : Flows.workInput(flow, scope);
        yield switch (result) {
          case Outcome.Failed<Payload> failed -> new Step.Fault(failed);
          case Outcome.Ok<Payload>(Payload value) ->
            Flows.leaveWithResult(flow, scope, value, state.transition());
        };
      }
    };
  }
}
