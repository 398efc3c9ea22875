package dev.pawl.simulation.oracle;

import dev.pawl.simulation.workflow.Definition;
import dev.pawl.simulation.workflow.Graph;
import dev.pawl.simulation.workflow.Handling;
import dev.pawl.simulation.workflow.Machine;
import dev.pawl.simulation.workflow.Script;
import dev.pawl.simulation.workflow.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Interprets a workflow the plain way: one recursive function, no time, no storage, no expressions. Since a call may be
 * lost or come too late, and branches fail in any order, it gives the set of all allowed ends.
 */
public final class Oracle {
  /** More ends than this in one place, and the question is not worth the time. */
  private static final int MOST_ENDS = 400;

  /** Where the outputs are while they are being joined. */
  private static final String OUTPUTS = "outputs";

  private final Map<String, Set<String>> mishaps;
  private final Map<Where, Set<End>> known = new HashMap<>();
  private boolean gaveUp;

  private record Where(Graph graph, int step, Map<String, Object> data,
      Map<String, Long> variables) {}

  /**
   * @param mishaps what else than its script has befallen each Task state, as error names: each may have befallen any
   *     try of it
   */
  public Oracle(Map<String, Set<String>> mishaps) {
    this.mishaps = mishaps;
  }

  /** All ends of an execution. */
  Set<End> ends(Machine machine, Map<String, Object> input) {
    return ends(machine.graph(), 0, input, Map.of());
  }

  /** Whether there were too many ends to tell them all. */
  boolean gaveUp() {
    return gaveUp;
  }

  private Set<End> ends(Graph graph, int at, Map<String, Object> data,
      Map<String, Long> variables) {
    var where = new Where(graph, at, data, variables);
    Set<End> before = known.get(where);
    if (before == null) {
      before = find(graph, at, data, variables);
      gaveUp |= before.size() > MOST_ENDS;
      known.put(where, before);
    }
    return before;
  }

  private Set<End> find(Graph graph, int at, Map<String, Object> data,
      Map<String, Long> variables) {
    if (gaveUp) {
      return Set.of();
    }
    if (at >= graph.steps().size()) {
      return Set.of(graph.end() == Graph.End.FAIL
          ? new End.Failed("Planned", "Planned")
          : new End.Ok(data, List.of("End" + graph.name())));
    }
    return having(List.of(graph.steps().get(at).name()), next(graph, at, data, variables));
  }

  /** The same ends with more states left on the way. */
  private static Set<End> having(List<String> left, Set<End> ends) {
    Set<End> more = new LinkedHashSet<>();
    ends.forEach(end -> more.add(end instanceof End.Ok ok ? ok.having(left) : end));
    return more;
  }

  private Set<End> next(Graph graph, int at, Map<String, Object> data,
      Map<String, Long> variables) {
    return switch (graph.steps().get(at)) {
      case Step.Pass pass when pass.form() == Step.Pass.Form.ASSIGN -> {
        Map<String, Long> more = new HashMap<>(variables);
        more.put(Definition.scopeOf(pass.name()), n(data));
        yield ends(graph, at + 1, data, more);
      }
      case Step.Pass pass -> ends(graph, at + 1, pass(pass, data), variables);
      case Step.Use use -> ends(graph, at + 1,
          plus(data, "n", n(data) + Objects.requireNonNull(variables.get(use.scope()))),
          variables);
      case Step.Choose choose -> ends(graph,
          n(data) < choose.below()
              ? at + 1
              : Math.min(at + 1 + choose.skipped(), graph.steps().size()),
          data, variables);
      case Step.Hold _ -> ends(graph, at + 1, data, variables);
      case Step.Call call -> then(graph, at, data, variables, call.handling(),
          retry -> call(call, data, retry));
      case Step.Fork fork -> then(graph, at, data, variables, fork.handling(),
          _ -> fork(fork, data, variables));
      case Step.Each each -> then(graph, at, data, variables, each.handling(),
          _ -> each(each, data, variables));
    };
  }

  private static Map<String, Object> pass(Step.Pass pass, Map<String, Object> data) {
    return switch (pass.form()) {
      case RESULT -> plus(data, pass.name(), (long) pass.k());
      case ADD_BY_PATH -> plus(selected(data, n(data)), "n", n(data) + pass.k());
      case ADD_BY_JSONATA -> plus(data, "n", n(data) + pass.k());
      case BIG -> plus(data, "big", Definition.BIG);
      case ASSIGN -> data;
    };
  }

  /** What one try of a state's work may bring: an {@link End.Ok} has the state's whole output. */
  private interface Work {
    Set<End> attempt(int retry);
  }

  private Set<End> call(Step.Call call, Map<String, Object> data, int retry) {
    Set<End> ends = new LinkedHashSet<>();
    Script script = call.script();
    ends.add(script.fails(retry)
        ? new End.Failed(script.error(), script.error())
        : new End.Ok(plus(data, call.name(), Map.of("r", script.result(n(data)))), List.of()));
    for (String mishap : mishaps.getOrDefault(call.name(), Set.of())) {
      ends.add(new End.Failed(mishap, mishap));
    }
    return ends;
  }

  private Set<End> fork(Step.Fork fork, Map<String, Object> data, Map<String, Long> variables) {
    List<Set<End>> branches = fork.branches().stream()
        .map(branch -> ends(branch, 0, selected(data, n(data)), variables)).toList();
    return joined(fork.name(), data, branches);
  }

  private Set<End> each(Step.Each each, Map<String, Object> data, Map<String, Long> variables) {
    List<Set<End>> iterations = ((List<?>) Objects.requireNonNull(data.get("items"))).stream()
        .map(item -> ends(each.body(), 0, selected(data, (Long) item), variables)).toList();
    return joined(each.name(), data, iterations);
  }

  /** Any failure may have been the first; where all end well, the outputs are in order. */
  private Set<End> joined(String name, Map<String, Object> data, List<Set<End>> parts) {
    Set<End> ends = new LinkedHashSet<>();
    List<End.Ok> joint = List.of(new End.Ok(Map.of(OUTPUTS, List.of()), List.of()));
    for (Set<End> part : parts) {
      List<End.Ok> longer = new ArrayList<>();
      for (End end : part) {
        switch (end) {
          case End.Failed failed -> ends.add(failed);
          case End.Ok ok -> joint.forEach(known -> {
            List<Object> more = new ArrayList<>(outputs(known));
            more.add(ok.data());
            longer.add(new End.Ok(Map.of(OUTPUTS, more), known.exits()).having(ok.exits()));
          });
        }
      }
      joint = longer;
      if (joint.size() > MOST_ENDS) {
        gaveUp = true;
        return Set.of();
      }
    }
    joint.forEach(ok -> ends.add(new End.Ok(plus(data, name, outputs(ok)), ok.exits())));
    return ends;
  }

  private static List<?> outputs(End.Ok joint) {
    return (List<?>) Objects.requireNonNull(joint.data().get(OUTPUTS));
  }

  private Set<End> then(Graph graph, int at, Map<String, Object> data,
      Map<String, Long> variables, Handling handling, Work work) {
    Set<End> ends = new LinkedHashSet<>();
    for (End end : attempts(handling, new ArrayList<>(handling.retriers().stream()
        .map(_ -> 0).toList()), work, cutShort(graph.steps().get(at)))) {
      switch (end) {
        case End.Ok ok ->
          ends.addAll(having(ok.exits(), ends(graph, at + 1, ok.data(), variables)));
        case End.Failed failed -> {
          boolean caught = handling.catches().stream().anyMatch(error -> takes(error, failed));
          ends.addAll(caught
              ? having(cutShort(graph.steps().get(at)), ends(graph, at + 1,
                  plus(data, "caught", Map.of("Error", failed.name())), variables))
              : Set.of(failed));
        }
      }
    }
    return ends;
  }

  /** What is known of the states that were left below a state that has failed. */
  private static List<String> cutShort(Step step) {
    return step instanceof Step.Call ? List.of() : List.of(End.Ok.UNTOLD);
  }

  /** All ends of a state's work, retries included. */
  private Set<End> attempts(Handling handling, List<Integer> used, Work work,
      List<String> ofFailures) {
    Set<End> ends = new LinkedHashSet<>();
    for (End end : work.attempt(used.stream().mapToInt(Integer::intValue).sum())) {
      int retrier = end instanceof End.Failed failed ? retrierOf(handling, failed) : -1;
      if (retrier >= 0 && used.get(retrier) < handling.retriers().get(retrier).attempts()) {
        List<Integer> more = new ArrayList<>(used);
        more.set(retrier, more.get(retrier) + 1);
        ends.addAll(having(ofFailures, attempts(handling, more, work, ofFailures)));
      } else {
        ends.add(end);
      }
    }
    return ends;
  }

  private static int retrierOf(Handling handling, End.Failed failed) {
    for (int i = 0; i < handling.retriers().size(); i++) {
      if (takes(handling.retriers().get(i).error(), failed)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean takes(String error, End.Failed failed) {
    boolean timeout = failed.kind().equals("States.Timeout");
    return switch (error) {
      case "States.ALL" -> true;
      case "States.TaskFailed" -> !timeout;
      case "States.Timeout" -> timeout;
      default -> error.equals(failed.kind());
    };
  }

  private static long n(Map<String, Object> data) {
    return (Long) Objects.requireNonNull(data.get("n"));
  }

  private static Map<String, Object> selected(Map<String, Object> data, long n) {
    Map<String, Object> selected = new LinkedHashMap<>();
    selected.put("n", n);
    selected.put("items", Objects.requireNonNull(data.get("items")));
    selected.put("w", Objects.requireNonNull(data.get("w")));
    return selected;
  }

  private static Map<String, Object> plus(Map<String, Object> data, String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(data);
    more.put(name, value);
    return more;
  }
}
