package dev.pawl.simulation.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A state machine.
 *
 * @param timeout of a whole execution, in seconds; null for none
 */
public record Machine(Graph graph, @Nullable Integer timeout) {
  /** All Task states. */
  public Map<String, Step.Call> calls() {
    Map<String, Step.Call> calls = new LinkedHashMap<>();
    collect(graph, calls);
    return calls;
  }

  private static void collect(Graph graph, Map<String, Step.Call> calls) {
    for (Step step : graph.steps()) {
      switch (step) {
        case Step.Call call -> calls.put(call.name(), call);
        case Step.Fork fork -> fork.branches().forEach(branch -> collect(branch, calls));
        case Step.Each each -> collect(each.body(), calls);
        default -> {
          // Calls nobody.
        }
      }
    }
  }

  /** Whether a retry's delay is drawn by chance anywhere. */
  public boolean hasJitter() {
    return hasJitter(graph);
  }

  private static boolean hasJitter(Graph graph) {
    return graph.steps().stream().anyMatch(step -> switch (step) {
      case Step.Call call -> call.handling().retriers().stream().anyMatch(Handling.Retrier::jitter);
      case Step.Fork fork -> fork.handling().retriers().stream()
          .anyMatch(Handling.Retrier::jitter)
          || fork.branches().stream().anyMatch(Machine::hasJitter);
      case Step.Each each -> each.handling().retriers().stream()
          .anyMatch(Handling.Retrier::jitter) || hasJitter(each.body());
      default -> false;
    });
  }

  /** Every machine that has one state less. */
  public List<Machine> smaller() {
    List<Machine> smaller = new ArrayList<>();
    smaller(graph).forEach(less -> smaller.add(new Machine(less, timeout)));
    return smaller;
  }

  private static List<Graph> smaller(Graph graph) {
    List<Graph> smaller = new ArrayList<>();
    for (int i = 0; i < graph.steps().size(); i++) {
      if (graph.steps().get(i) instanceof Step.Pass pass
          && pass.form() == Step.Pass.Form.ASSIGN) {
        continue;
      }
      List<Step> without = new ArrayList<>(graph.steps());
      Step step = without.remove(i);
      smaller.add(new Graph(graph.name(), without, graph.end()));
      for (Step less : smaller(step)) {
        List<Step> with = new ArrayList<>(graph.steps());
        with.set(i, less);
        smaller.add(new Graph(graph.name(), with, graph.end()));
      }
    }
    return smaller;
  }

  private static List<Step> smaller(Step step) {
    List<Step> smaller = new ArrayList<>();
    switch (step) {
      case Step.Each each -> smaller(each.body()).forEach(body -> smaller
          .add(new Step.Each(each.name(), body, each.concurrency(), each.handling())));
      case Step.Fork fork -> {
        for (int i = 0; i < fork.branches().size(); i++) {
          if (fork.branches().size() > 1) {
            List<Graph> fewer = new ArrayList<>(fork.branches());
            fewer.remove(i);
            smaller.add(new Step.Fork(fork.name(), fewer, fork.handling()));
          }
          for (Graph less : smaller(fork.branches().get(i))) {
            List<Graph> with = new ArrayList<>(fork.branches());
            with.set(i, less);
            smaller.add(new Step.Fork(fork.name(), with, fork.handling()));
          }
        }
      }
      default -> {
        // Has no states below it.
      }
    }
    return smaller;
  }
}
