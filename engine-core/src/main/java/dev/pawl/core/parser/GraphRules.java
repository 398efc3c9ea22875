package dev.pawl.core.parser;

import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.ErrorHandling;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.asl.WaitState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What must hold between the states of one {@code States} object: every transition leads to a state in it, and some
 * state ends it.
 */
final class GraphRules {

  /**
   * A transition in the definition.
   *
   * @param place the field that names the target, seen from the state
   */
  record Edge(String place, String target) {}

  private GraphRules() {}

  static void check(StateGraph graph, Element element) {
    Diagnostics diagnostics = element.diagnostics();
    if (!graph.states().containsKey(graph.startAt())) {
      missing(graph.startAt(), element.location("StartAt"), diagnostics);
    }
    for (State state : graph.states().values()) {
      for (Edge edge : edges(state)) {
        if (!graph.states().containsKey(edge.target())) {
          missing(edge.target(),
              element.location("States/" + state.name() + "/" + edge.place()), diagnostics);
        }
      }
    }
    if (graph.states().values().stream().noneMatch(GraphRules::ends)) {
      diagnostics.error(Diagnostic.MISSING_END_STATE, "Workflow has no terminal state", "");
    }
  }

  /** The states of a graph to which no way leads from its start. */
  static List<String> unreachable(StateGraph graph) {
    Set<String> reached = reached(graph);
    return graph.states().keySet().stream().filter(name -> !reached.contains(name)).toList();
  }

  private static void missing(String target, String location, Diagnostics diagnostics) {
    diagnostics.error(Diagnostic.MISSING_TRANSITION_TARGET, "Missing 'Next' target: " + target,
        location);
  }

  private static Set<String> reached(StateGraph graph) {
    Set<String> reached = new HashSet<>();
    Deque<String> due = new ArrayDeque<>(List.of(graph.startAt()));
    while (!due.isEmpty()) {
      State state = graph.states().get(due.pop());
      if (state != null && reached.add(state.name())) {
        edges(state).forEach(edge -> due.push(edge.target()));
      }
    }
    return reached;
  }

  private static boolean ends(State state) {
    return switch (state) {
      case SucceedState _,FailState _ -> true;
      case ChoiceState _ -> false;
      case PassState pass -> pass.transition() instanceof Transition.End;
      case TaskState task -> task.transition() instanceof Transition.End;
      case WaitState wait -> wait.transition() instanceof Transition.End;
      case ParallelState parallel -> parallel.transition() instanceof Transition.End;
      case MapState map -> map.transition() instanceof Transition.End;
    };
  }

  /** Every transition of a state, in the order of the definition. */
  static List<Edge> edges(State state) {
    List<Edge> edges = new ArrayList<>();
    switch (state) {
      case SucceedState _,FailState _ -> {
      }
      case ChoiceState choice -> {
        for (int i = 0; i < choice.rules().size(); i++) {
          edges.add(new Edge("Choices[" + i + "]/Next", choice.rules().get(i).next()));
        }
        choice.defaultState().ifPresent(target -> edges.add(new Edge("Default", target)));
      }
      case PassState pass -> follow(pass.transition(), edges);
      case WaitState wait -> follow(wait.transition(), edges);
      case TaskState task -> follow(task.transition(), task.handling(), edges);
      case ParallelState parallel -> follow(parallel.transition(), parallel.handling(), edges);
      case MapState map -> follow(map.transition(), map.handling(), edges);
    }
    return edges;
  }

  private static void follow(Transition transition, ErrorHandling handling, List<Edge> edges) {
    follow(transition, edges);
    for (int i = 0; i < handling.catchers().size(); i++) {
      edges.add(new Edge("Catch[" + i + "]/Next", handling.catchers().get(i).next()));
    }
  }

  private static void follow(Transition transition, List<Edge> edges) {
    if (transition instanceof Transition.Next(String target)) {
      edges.add(new Edge("Next", target));
    }
  }
}
