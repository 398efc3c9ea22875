package dev.pawl.cli.graph;

import dev.pawl.core.asl.Catcher;
import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.ErrorHandling;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.asl.WaitState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a state leads. */
final class Edges {
  /** Why a state is left that way. */
  enum Kind {
    NEXT,
    CHOICE,
    DEFAULT,
    CATCH
  }

  /**
   * One way out of a state.
   *
   * @param label what to write at it; empty for nothing
   * @param to the name of the state; empty where the graph ends
   */
  record Edge(Kind kind, String label, Optional<String> to) {}

  private Edges() {}

  static List<Edge> of(State state) {
    List<Edge> edges = new ArrayList<>();
    switch (state) {
      case PassState pass -> edges.add(edge(pass.transition()));
      case WaitState wait -> edges.add(edge(wait.transition()));
      case TaskState task -> add(edges, task.transition(), task.handling());
      case ParallelState parallel -> add(edges, parallel.transition(), parallel.handling());
      case MapState map -> add(edges, map.transition(), map.handling());
      case ChoiceState choice -> {
        for (int i = 0; i < choice.rules().size(); i++) {
          edges.add(new Edge(Kind.CHOICE, "rule " + (i + 1),
              Optional.of(choice.rules().get(i).next())));
        }
        choice.defaultState()
            .ifPresent(next -> edges.add(new Edge(Kind.DEFAULT, "default", Optional.of(next))));
      }
      case SucceedState _,FailState _ -> {
        // The execution, or the branch, ends here.
      }
    }
    return edges;
  }

  private static void add(List<Edge> edges, Transition transition, ErrorHandling handling) {
    edges.add(edge(transition));
    for (Catcher catcher : handling.catchers()) {
      edges.add(new Edge(Kind.CATCH, String.join(", ", catcher.errorEquals()),
          Optional.of(catcher.next())));
    }
  }

  private static Edge edge(Transition transition) {
    return new Edge(Kind.NEXT, "", switch (transition) {
      case Transition.Next(String state) -> Optional.of(state);
      case Transition.End _ -> Optional.empty();
    });
  }
}
