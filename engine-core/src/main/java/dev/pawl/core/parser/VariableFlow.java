package dev.pawl.core.parser;

import dev.pawl.core.asl.Catcher;
import dev.pawl.core.asl.ChoiceRule;
import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.Condition;
import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.ErrorHandling;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.expression.Expression;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which variables surely have a value where a state is entered: those that every way to it assigns. A graph
 * inside a Parallel or inline Map starts with what its state is entered with; a Distributed Map's children
 * start with none. Inner variables end with their graph.
 */
final class VariableFlow {
  /**
   * A round goes over all states of a graph. Definitions that people write are still after two or three;
   * where one is not after these, some warnings are missing and none is wrong.
   */
  private static final int MOST_ROUNDS = 100;

  /** Sought in printed JSON, where a line break is two characters. */
  private static final Pattern EXISTS = Pattern.compile(
      "\\$exists(?:\\s|\\\\[nrt])*\\((?:\\s|\\\\[nrt])*\\$(\\p{L}[\\p{L}\\p{N}_]*)(?:\\s|\\\\[nrt])*\\)");

  private final StateMachine machine;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Set<String> guarded = new HashSet<>();
  private final Map<String, List<String>> found = new LinkedHashMap<>();

  /**
   * A way from a state to another of its graph.
   *
   * @param assigned the variables that are assigned on it
   */
  private record Way(String target, BitSet assigned) {}

  private VariableFlow(StateMachine machine) {
    this.machine = machine;
  }

  /** The variables that a state may read without a value, by the state's name, in the definition's order. */
  static Map<String, List<String>> unassigned(StateMachine machine) {
    if (machine.variableReferences().isEmpty()) {
      return Map.of();
    }
    VariableFlow flow = new VariableFlow(machine);
    machine.states().values().forEach(flow::findGuards);
    Matcher exists = EXISTS.matcher(DefinitionWriter.write(machine));
    while (exists.find()) {
      flow.guarded.add(exists.group(1));
    }
    flow.follow(machine.graph(), new BitSet());
    return flow.found;
  }

  /** Somebody who asks whether a variable has a value knows that it may have none. */
  private void findGuards(State state) {
    if (state instanceof ChoiceState choice) {
      choice.rules().forEach(rule -> findGuards(rule.condition()));
    }
  }

  private void findGuards(Condition condition) {
    switch (condition) {
      case Condition.And(List<Condition> conditions) -> conditions.forEach(this::findGuards);
      case Condition.Or(List<Condition> conditions) -> conditions.forEach(this::findGuards);
      case Condition.Not(Condition inner) -> findGuards(inner);
      case Condition.Is(var variable, var trait, _) -> {
        if (trait == Condition.Trait.PRESENT) {
          guarded.addAll(variable.variables());
        }
      }
      case Condition.Computed _,Condition.Compare _,Condition.Matches _ -> {
      }
    }
  }

  private void follow(StateGraph graph, BitSet outer) {
    Map<String, BitSet> entered = entered(graph, outer);
    for (State state : graph.states().values()) {
      BitSet assigned = entered.getOrDefault(state.name(), new BitSet());
      report(state.name(), assigned);
      switch (state) {
        case ParallelState parallel ->
          parallel.branches().forEach(branch -> follow(branch, assigned));
        case MapState map -> follow(map.processor(), switch (map.mode()) {
          case MapMode.Inline _ -> assigned;
          case MapMode.Distributed _ -> new BitSet();
        });
        default -> {
        }
      }
    }
  }

  private void report(String state, BitSet assigned) {
    List<String> unassigned = machine.variableReferences()
        .getOrDefault(state, List.of())
        .stream()
        .filter(variable -> !guarded.contains(variable) && !assigned.get(number(variable)))
        .toList();
    if (!unassigned.isEmpty()) {
      found.put(state, unassigned);
    }
  }

  /** What has a value where each state is entered. A state that no way reaches is not in it. */
  private Map<String, BitSet> entered(StateGraph graph, BitSet outer) {
    Map<String, List<Way>> ways = new HashMap<>();
    graph.states().values().forEach(state -> ways.put(state.name(), ways(state)));
    List<String> order = reversePostorder(graph, ways);
    Map<String, BitSet> entered = new HashMap<>();
    entered.put(graph.startAt(), (BitSet) outer.clone());
    boolean changed = true;
    for (int round = 0; changed && round < MOST_ROUNDS; round++) {
      changed = false;
      for (String name : order) {
        BitSet before = entered.get(name);
        if (before != null) {
          for (Way way : ways.getOrDefault(name, List.of())) {
            changed |= meet(entered, before, way);
          }
        }
      }
    }
    return entered;
  }

  /** Takes a way into account at its end; true where that changes what is known there. */
  private static boolean meet(Map<String, BitSet> entered, BitSet before, Way way) {
    BitSet after = (BitSet) before.clone();
    after.or(way.assigned());
    BitSet known = entered.putIfAbsent(way.target(), after);
    if (known == null) {
      return true;
    }
    int size = known.cardinality();
    known.and(after);
    return known.cardinality() != size;
  }

  /** Each state before those that it leads to, as far as loops allow. */
  private static List<String> reversePostorder(StateGraph graph, Map<String, List<Way>> ways) {
    Deque<String> order = new ArrayDeque<>();
    Set<String> seen = new HashSet<>(Set.of(graph.startAt()));
    Deque<String> path = new ArrayDeque<>(List.of(graph.startAt()));
    Deque<Iterator<Way>> rest = new ArrayDeque<>();
    rest.push(ways.getOrDefault(graph.startAt(), List.of()).iterator());
    while (!path.isEmpty()) {
      Iterator<Way> next = rest.element();
      if (!next.hasNext()) {
        order.push(path.pop());
        rest.pop();
        continue;
      }
      String target = next.next().target();
      if (seen.add(target)) {
        path.push(target);
        rest.push(ways.getOrDefault(target, List.of()).iterator());
      }
    }
    return new ArrayList<>(order);
  }

  private List<Way> ways(State state) {
    return switch (state) {
      case SucceedState _,FailState _ -> List.of();
      case PassState pass -> onward(pass.flow(), pass.transition()).toList();
      case WaitState wait -> onward(wait.flow(), wait.transition()).toList();
      case TaskState task -> handled(task.flow(), task.transition(), task.handling());
      case ParallelState parallel ->
        handled(parallel.flow(), parallel.transition(), parallel.handling());
      case MapState map -> handled(map.flow(), map.transition(), map.handling());
      case ChoiceState choice -> {
        List<Way> ways = new ArrayList<>();
        for (ChoiceRule rule : choice.rules()) {
          ways.add(new Way(rule.next(), assigned(rule.assign(), choice.flow())));
        }
        choice.defaultState()
            .ifPresent(target -> ways.add(
                new Way(target, assigned(choice.flow().assign(), choice.flow()))));
        yield ways;
      }
    };
  }

  private List<Way> handled(DataFlow flow, Transition transition, ErrorHandling handling) {
    List<Way> ways = new ArrayList<>(onward(flow, transition).toList());
    for (Catcher catcher : handling.catchers()) {
      ways.add(new Way(catcher.next(), assigned(catcher.assign(), flow)));
    }
    return ways;
  }

  private Stream<Way> onward(DataFlow flow, Transition transition) {
    return switch (transition) {
      case Transition.Next(String target) ->
        Stream.of(new Way(target, assigned(flow.assign(), flow)));
      case Transition.End _ -> Stream.empty();
    };
  }

  private BitSet assigned(Optional<Expression> assign, DataFlow flow) {
    BitSet assigned = new BitSet();
    if (assign.isPresent() && assign.get().definition().tree() instanceof Map<?, ?> variables) {
      for (Object key : variables.keySet()) {
        assigned.set(number(AssignReader.name(String.valueOf(key),
            flow instanceof DataFlow.JsonataFlow)));
      }
    }
    return assigned;
  }

  private int number(String variable) {
    return numbers.computeIfAbsent(variable, _ -> numbers.size());
  }
}
