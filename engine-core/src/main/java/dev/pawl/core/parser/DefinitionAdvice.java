package dev.pawl.core.parser;

import dev.pawl.core.asl.ChoiceRule;
import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.Condition;
import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.task.Resource;
import java.util.List;
import java.util.Map;

/**
 * Warnings that AWS does not give: what may make an execution hang or fail for a reason that the definition
 * shows. They have codes of their own.
 */
public final class DefinitionAdvice {
  /**
   * A Task waits for an answer from outside (a callback, a worker, the end of a job) and nothing bounds the
   * wait. A call that answers by itself is bounded by its connector, and so is not meant.
   */
  public static final String TASK_WITHOUT_TIMEOUT = "TASK_WITHOUT_TIMEOUT";

  /** No way leads to a state. AWS creates such a definition all the same (reference: asl, section 1). */
  public static final String UNREACHABLE_STATE = "UNREACHABLE_STATE";

  /** A Choice has no Default, and its rules do not cover every case. */
  public static final String CHOICE_WITHOUT_DEFAULT = "CHOICE_WITHOUT_DEFAULT";

  /** There is a way to a state that reads a variable on which no state assigns it. */
  public static final String VARIABLE_MAY_BE_UNASSIGNED = "VARIABLE_MAY_BE_UNASSIGNED";

  private final Map<String, String> locations;
  private final Diagnostics diagnostics;

  private DefinitionAdvice(Map<String, String> locations, Diagnostics diagnostics) {
    this.locations = locations;
    this.diagnostics = diagnostics;
  }

  /**
   * Reports.
   *
   * @param type Express executions end after five minutes anyway
   * @param locations where each state stands, by its name
   */
  static void give(StateMachine machine, MachineType type, Map<String, String> locations,
      Diagnostics diagnostics) {
    DefinitionAdvice advice = new DefinitionAdvice(locations, diagnostics);
    boolean bounded = type == MachineType.EXPRESS || machine.timeoutSeconds().isPresent();
    advice.look(machine.graph(), bounded);
    VariableFlow.unassigned(machine)
        .forEach((state, variables) -> variables.forEach(variable -> advice.warn(
            VARIABLE_MAY_BE_UNASSIGNED,
            "The variable '" + variable + "' may be read before a value is assigned to it",
            state)));
  }

  private void look(StateGraph graph, boolean bounded) {
    GraphRules.unreachable(graph)
        .forEach(name -> warn(UNREACHABLE_STATE, "No way leads to the state", name));
    for (State state : graph.states().values()) {
      switch (state) {
        case TaskState task when !bounded -> look(task);
        case ChoiceState choice -> look(choice);
        case ParallelState parallel -> parallel.branches().forEach(branch -> look(branch, bounded));
        case MapState map -> look(map.processor(), bounded || isExpress(map.mode()));
        default -> {
        }
      }
    }
  }

  private static boolean isExpress(MapMode mode) {
    return mode instanceof MapMode.Distributed distributed
        && distributed.childType() == MachineType.EXPRESS;
  }

  private void look(TaskState task) {
    boolean waits = switch (task.resource()) {
      case Resource.Function _ -> false;
      case Resource.Activity _ -> true;
      case Resource.Service service -> service.pattern() != Resource.Pattern.REQUEST_RESPONSE;
    };
    if (waits && task.timeout() instanceof IntegerField.Absent
        && task.heartbeat() instanceof IntegerField.Absent) {
      warn(TASK_WITHOUT_TIMEOUT, "The task waits for an answer from outside for as long as the"
          + " execution may run: set TimeoutSeconds or HeartbeatSeconds, or the state machine's"
          + " TimeoutSeconds", task.name());
    }
  }

  private void look(ChoiceState choice) {
    if (choice.defaultState().isEmpty() && !isExhaustive(choice.rules())) {
      warn(CHOICE_WITHOUT_DEFAULT,
          "The execution fails where no rule matches: set Default", choice.name());
    }
  }

  /** Whether a rule always holds, or one holds wherever another does not. */
  private static boolean isExhaustive(List<ChoiceRule> rules) {
    List<Condition> conditions = rules.stream().map(ChoiceRule::condition).toList();
    return conditions.stream()
        .anyMatch(condition -> switch (condition) {
          case Condition.Computed computed -> "true".equals(computed.expression().source());
          case Condition.Not(Condition inner) -> conditions.contains(inner);
          case Condition.Is(var variable, var trait, boolean expected) ->
            conditions.contains(new Condition.Is(variable, trait, !expected));
          case Condition.And _,Condition.Or _,Condition.Compare _,Condition.Matches _ -> false;
        });
  }

  private void warn(String code, String message, String state) {
    diagnostics.warning(code, message, locations.getOrDefault(state, ""));
  }
}
