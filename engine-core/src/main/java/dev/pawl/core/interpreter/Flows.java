package dev.pawl.core.interpreter;

import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.DataFlow.JsonataFlow;
import dev.pawl.core.asl.DataFlow.PathFlow;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.expression.DataStage;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How data pass through a state, stage by stage, in either query language (reference: asl, sections 3.1 and 6). */
final class Flows {
  private Flows() {}

  /** The input after InputPath; in JSONata the raw input. */
  static Outcome<Payload> effectiveInput(DataFlow flow, Scope scope) {
    return switch (flow) {
      case PathFlow path -> orSame(path.inputPath(), scope)
          .map(effective -> scope.tell(DataStage.AFTER_INPUT_PATH, effective));
      case JsonataFlow _ -> Outcome.ok(scope.document());
    };
  }

  /** What the state's work gets: after Parameters, or Arguments. */
  static Outcome<Payload> workInput(DataFlow flow, Scope scope) {
    return switch (flow) {
      case PathFlow path -> effectiveInput(flow, scope)
          .then(effective -> orSame(path.parameters(), scope.over(effective)))
          .map(input -> scope.tell(DataStage.AFTER_PARAMETERS, input));
      case JsonataFlow jsonata -> orSame(jsonata.arguments(), scope)
          .map(input -> scope.tell(DataStage.AFTER_ARGUMENTS, input));
    };
  }

  /** Leaves a state whose work gave a result. */
  static Step leaveWithResult(DataFlow flow, Scope scope, Payload result, Transition transition) {
    scope.tell(DataStage.RESULT, result);
    return switch (flow) {
      case PathFlow path -> leave(
          orSame(path.resultSelector(), scope.over(result))
              .map(selected -> scope.tell(DataStage.AFTER_RESULT_SELECTOR, selected))
              .then(selected -> path.resultPath().apply(scope.document(), selected))
              .map(combined -> scope.tell(DataStage.AFTER_RESULT_PATH, combined))
              .then(combined -> orSame(path.outputPath(), scope.over(combined))),
          assigned(path.assign(), scope.over(result)),
          transition);
      case JsonataFlow jsonata -> {
        Scope after = scope.withResult(result);
        yield leave(
            jsonata.output().isPresent()
                ? jsonata.output().get().evaluate(after)
                : Outcome.ok(result),
            assigned(jsonata.assign(), after),
            transition);
      }
    };
  }

  /** Leaves a state that has no result: its effective input, or Output, goes on. */
  static Step leave(DataFlow flow, Scope scope, Transition transition) {
    return leave(flow, scope, flow.assign(), outputOf(flow), transition);
  }

  /** Leaves a state that has no result by another Assign or Output than its own, as a Choice rule does. */
  static Step leave(DataFlow flow, Scope scope, Optional<Expression> assign,
      Optional<Expression> output,
      Transition transition) {
    return switch (effectiveInput(flow, scope)) {
      case Outcome.Failed<Payload> failed -> new Step.Fault(failed);
      case Outcome.Ok<Payload>(Payload effective) -> {
        Scope after = scope.over(effective);
        yield leave(orSame(output, after), assigned(assign, after), transition);
      }
    };
  }

  /** Evaluates an Assign: names and values, in the definition's order. */
  static Outcome<Map<String, Payload>> assigned(Optional<Expression> assign, Scope scope) {
    return assign.isEmpty()
        ? Outcome.ok(Map.of())
        : assign.get().evaluate(scope).map(Flows::variables);
  }

  static Step leave(Outcome<Payload> output, Outcome<Map<String, Payload>> assigned,
      Transition transition) {
    return switch (assigned) {
      case Outcome.Failed<Map<String, Payload>> failed -> new Step.Fault(failed);
      case Outcome.Ok<Map<String, Payload>>(Map<String, Payload> variables) -> switch (output) {
        case Outcome.Failed<Payload> failed -> new Step.Fault(failed);
        case Outcome.Ok<Payload>(Payload value) -> new Step.Leave(value, variables, transition);
      };
    };
  }

  static Outcome<Payload> orSame(Optional<Expression> expression, Scope scope) {
    return expression.isEmpty() ? Outcome.ok(scope.document()) : expression.get().evaluate(scope);
  }

  private static Optional<Expression> outputOf(DataFlow flow) {
    return switch (flow) {
      case PathFlow path -> path.outputPath();
      case JsonataFlow jsonata -> jsonata.output();
    };
  }

  private static Map<String, Payload> variables(Payload object) {
    var variables = new LinkedHashMap<String, Payload>();
    if (object.tree() instanceof Map<?, ?> tree) {
      tree.forEach((name, value) -> variables.put(String.valueOf(name), Payload.of(value)));
    }
    return variables;
  }
}
