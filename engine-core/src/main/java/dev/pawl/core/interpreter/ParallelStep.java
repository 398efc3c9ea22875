package dev.pawl.core.interpreter;

import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;

/** Runs branches side by side (reference: asl, section 7). */
final class ParallelStep {
  private ParallelStep() {}

  static Step enter(ParallelState state, Scope scope) {
    return switch (Flows.workInput(state.flow(), scope)) {
      case Outcome.Ok<Payload>(Payload input) -> new Step.Fork(input, state.branches().size());
      case Outcome.Failed<Payload> failed -> new Step.Fault(failed);
    };
  }

  /** Every branch has succeeded. */
  static Step leave(ParallelState state, Scope scope, Payload outputs) {
    return Flows.leaveWithResult(state.flow(), scope, outputs, state.transition());
  }
}
