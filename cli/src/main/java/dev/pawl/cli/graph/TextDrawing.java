package dev.pawl.cli.graph;

import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.StateMachine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** Draws a state machine as lines: a state each, in the order in which they are reached, and where it leads. */
public final class TextDrawing {
  private static final String INDENT = "    ";

  private final StringBuilder text = new StringBuilder();

  private TextDrawing() {}

  /** The drawing; each line ends with a line feed. */
  public static String of(StateMachine machine) {
    var drawing = new TextDrawing();
    drawing.draw(machine.graph(), "");
    return drawing.text.toString();
  }

  private void draw(StateGraph graph, String indent) {
    for (String name : reached(graph)) {
      State state = Objects.requireNonNull(graph.states().get(name));
      text.append(indent).append(name.equals(graph.startAt()) ? "> " : "  ")
          .append(name).append("  [").append(kind(state)).append("]\n");
      for (Edges.Edge edge : Edges.of(state)) {
        text.append(indent).append(INDENT)
            .append(switch (edge.kind()) {
              case NEXT -> "";
              case CHOICE, DEFAULT -> edge.label() + " ";
              case CATCH -> "catch " + edge.label() + " ";
            })
            .append(edge.to().map(next -> "-> " + next).orElse("-> end")).append('\n');
      }
      switch (state) {
        case ParallelState parallel -> {
          for (int i = 0; i < parallel.branches().size(); i++) {
            text.append(indent).append(INDENT).append("branch ").append(i + 1).append(":\n");
            draw(parallel.branches().get(i), indent + INDENT + INDENT);
          }
        }
        case MapState map -> {
          text.append(indent).append(INDENT).append("each item:\n");
          draw(map.processor(), indent + INDENT + INDENT);
        }
        default -> {
          // Nothing is inside.
        }
      }
    }
  }

  private static String kind(State state) {
    return state instanceof MapState map && map.mode() instanceof MapMode.Distributed
        ? "Distributed Map"
        : state.type();
  }

  /** Breadth first from the start; what is never reached comes last. */
  private static Set<String> reached(StateGraph graph) {
    Set<String> order = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>();
    next.add(graph.startAt());
    while (!next.isEmpty()) {
      String name = next.remove();
      if (order.add(name)) {
        Edges.of(Objects.requireNonNull(graph.states().get(name)))
            .forEach(edge -> edge.to().ifPresent(next::add));
      }
    }
    order.addAll(graph.states().keySet());
    return order;
  }
}
