package dev.pawl.core.interpreter;

import dev.pawl.core.asl.TaskState;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a task's attempt asks of the world (reference: asl, section 7). */
final class TaskStep {
  private TaskStep() {}

  /** Computes one attempt's call; on a retry everything is computed anew, since the token is new. */
  static Step enter(TaskState state, Scope scope) {
    Outcome<Step> call = Flows.workInput(state.flow(), scope)
        .then(parameters -> call(state, scope, parameters));
    return switch (call) {
      case Outcome.Ok<Step>(Step step) -> step;
      case Outcome.Failed<Step> failed -> new Step.Fault(failed);
    };
  }

  /** The attempt succeeded. */
  static Step leave(TaskState state, Scope scope, Payload result) {
    return Flows.leaveWithResult(state.flow(), scope, result, state.transition());
  }

  private static Outcome<Step> call(TaskState state, Scope scope, Payload parameters) {
    return Flows.effectiveInput(state.flow(), scope).map(scope::over)
        .then(
            reach -> IntegerFields.read(state.timeout(), reach)
                .then(
                    timeout -> IntegerFields.read(state.heartbeat(), reach)
                        .then(
                            heartbeat -> roleArn(state, reach)
                                .map(roleArn -> new Step.Call(parameters, timeout, heartbeat,
                                    roleArn)))));
  }

  private static Outcome<@Nullable String> roleArn(TaskState state, Scope scope) {
    return state.credentials().isEmpty()
        ? Outcome.ok(null)
        : state.credentials()
            .get()
            .evaluate(scope)
            .map(credentials -> credentials.tree() instanceof Map<?, ?> tree
                && tree.get("RoleArn") instanceof String arn
                    ? arn
                    : null);
  }
}
