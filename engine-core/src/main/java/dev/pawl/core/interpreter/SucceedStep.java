package dev.pawl.core.interpreter;

import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.expression.Scope;

/** Ends its graph with success (reference: asl, section 7). */
final class SucceedStep {
  private SucceedStep() {}

  static Step enter(SucceedState state, Scope scope) {
    return Flows.leave(state.flow(), scope, new Transition.End());
  }
}
