package dev.pawl.core.interpreter;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * A state machine as a tree, so that one that fails a test can be cut down. Every Next leads forward, so that
 * each ends. Single quotes stand for double ones.
 */
record RandomMachine(Graph graph) {
  /** The states of one scope. */
  record Graph(List<Node> nodes, End end) {}

  /** How a scope ends. */
  enum End {
    PASS,
    SUCCEED,
    FAIL
  }

  /** What Retry and Catch a state has. */
  record Handling(boolean retriesAll, boolean retriesE, boolean catchesAll, boolean catchesF,
      boolean isJsonata) {}

  /** A state. */
  sealed interface Node {
    /** @param fields all but Next */
    record Leaf(String fields) implements Node {}

    record Task(String fields, boolean isJsonata, Handling handling) implements Node {}

    /** Goes on to the next state by a rule or by default. */
    record Choice(String fields, String rule) implements Node {}

    /** Assigns a variable named for the state, and tries to read the one that was assigned before. */
    record Assigning(boolean isJsonata) implements Node {}

    record Parallel(List<Graph> branches, String fields, Handling handling) implements Node {}

    record Iterating(Graph processor, String fields, Handling handling) implements Node {}
  }

  /** All machines. */
  static Arbitrary<RandomMachine> any() {
    return graph(2, true).map(RandomMachine::new);
  }

  /** Machines in which nothing fails by itself and no chance is at work. */
  static Arbitrary<RandomMachine> steady() {
    return graph(2, false).map(RandomMachine::new);
  }

  private static Arbitrary<Graph> graph(int depth, boolean fails) {
    Arbitrary<End> end = fails ? Arbitraries.of(End.class) : Arbitraries.of(End.PASS, End.SUCCEED);
    return Combinators.combine(node(depth, fails).list().ofMaxSize(3), end).as(Graph::new);
  }

  private static Arbitrary<Node> node(int depth, boolean fails) {
    Arbitrary<Node> leaf = fails
        ? Arbitraries.frequencyOf(Tuple.of(4, leaf(STEADY)), Tuple.of(1, leaf(FALLIBLE)))
        : leaf(STEADY);
    Arbitrary<Node> assigning = Arbitraries.of(true, false).map(Node.Assigning::new);
    return depth == 0
        ? Arbitraries.frequencyOf(Tuple.of(2, leaf), Tuple.of(4, task(fails)),
            Tuple.of(1, choice(fails)), Tuple.of(1, assigning))
        : Arbitraries.frequencyOf(Tuple.of(2, leaf), Tuple.of(4, task(fails)),
            Tuple.of(1, choice(fails)), Tuple.of(1, assigning),
            Tuple.of(2, parallel(depth, fails)), Tuple.of(2, map(depth, fails)));
  }

  private static final List<String> STEADY = List.of(
      "'Type': 'Pass'",
      "'Type': 'Pass', 'Result': [1, {'a': 2}], 'ResultPath': '$'",
      "'Type': 'Pass', 'Parameters': {'in.$': '$', 'at.$': '$$.State.Name'}, "
          + "'OutputPath': '$.in'",
      "'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Output': '{% [$states.input, 1] %}'",
      "'Type': 'Wait', 'Seconds': 0",
      "'Type': 'Wait', 'Seconds': 7",
      "'Type': 'Wait', 'Timestamp': '2020-01-01T00:00:00Z'",
      "'Type': 'Wait', 'QueryLanguage': 'JSONata', 'Seconds': '{% 2 + 1 %}'");

  private static final List<String> FALLIBLE = List.of(
      "'Type': 'Pass'",
      "'Type': 'Pass', 'Parameters': {'id.$': 'States.UUID()', 'in.$': '$'}",
      "'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Output': '{% [1, $random(), $uuid()] %}'",
      "'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Output': {'t': '{% $now() %}'}",
      "'Type': 'Wait', 'Seconds': 5",
      "'Type': 'Wait', 'QueryLanguage': 'JSONata', 'Seconds': '{% $count([1..4]) %}'",
      // Errors in expressions.
      "'Type': 'Pass', 'Parameters': {'x.$': '$.gone.x'}",
      "'Type': 'Pass', 'Parameters': {'x.$': 'States.ArrayGetItem($$.Execution.Input, 99)'}",
      "'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Output': '{% $states.input.gone.x %}'",
      "'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Output': '{% 1 + \\'a\\' %}'",
      "'Type': 'Pass', 'QueryLanguage': 'JSONata', "
          + "'Output': '{% ($f := function($n){1 + $f($n)}; $f(1)) %}'",
      "'Type': 'Wait', 'SecondsPath': '$.seconds'",
      "'Type': 'Wait', 'QueryLanguage': 'JSONata', 'Seconds': '{% -1 %}'");

  private static Arbitrary<Node> leaf(List<String> fields) {
    return Arbitraries.of(fields).map(Node.Leaf::new);
  }

  private static Arbitrary<Node> task(boolean fails) {
    Arbitrary<String> resource = Arbitraries.of(
        "'Resource': " + TestRun.FUNCTION,
        "'Resource': " + TestRun.SERVICE,
        "'Resource': " + TestRun.CALLBACK,
        "'TimeoutSeconds': 30, 'Resource': " + TestRun.CALLBACK,
        "'HeartbeatSeconds': 4, 'Resource': " + TestRun.ACTIVITY,
        "'TimeoutSeconds': 20, 'Resource': " + TestRun.ACTIVITY,
        "'TimeoutSeconds': 9, 'HeartbeatSeconds': 4, 'Resource': " + TestRun.SERVICE);
    Arbitrary<String> path = fails
        ? Arbitraries.of("", ", 'ResultPath': '$.r'", ", 'ResultSelector': {'x.$': '$.gone'}")
        : Arbitraries.of("", ", 'ResultSelector': {'r.$': '$'}");
    Arbitrary<String> jsonata = fails
        ? Arbitraries.of("", ", 'Arguments': {'a': '{% $states.input %}'}",
            ", 'Arguments': '{% $gone() %}'", ", 'Output': '{% $states.result.gone %}'")
        : Arbitraries.of("", ", 'Output': '{% {\\'r\\': $states.result} %}'");
    return Arbitraries.of(true, false)
        .flatMap(isJsonata -> Combinators
            .combine(resource, isJsonata ? jsonata : path, handling(fails, isJsonata))
            .as((where, data, handling) -> new Node.Task(where + data, isJsonata, handling)));
  }

  private static Arbitrary<Node> choice(boolean fails) {
    Node jsonata = new Node.Choice("'QueryLanguage': 'JSONata', ",
        "'Condition': '{% $exists($states.input) %}'");
    Node path = new Node.Choice("", "'Variable': '$', 'IsPresent': true");
    return fails
        ? Arbitraries.of(jsonata, path,
            new Node.Choice("", "'Variable': '$.x', 'NumericEquals': 1"),
            new Node.Choice("'QueryLanguage': 'JSONata', ",
                "'Condition': '{% $states.input.gone %}'"))
        : Arbitraries.of(jsonata, path);
  }

  private static Arbitrary<Node> parallel(int depth, boolean fails) {
    return Combinators.combine(graph(depth - 1, fails).list().ofMinSize(1).ofMaxSize(3),
        handling(fails, false))
        .as((branches, handling) -> new Node.Parallel(branches, "", handling));
  }

  private static Arbitrary<Node> map(int depth, boolean fails) {
    String jsonata = "'QueryLanguage': 'JSONata', 'Items': '{% [1..4] %}', 'MaxConcurrency': 2";
    return Arbitraries.of(true, false).flatMap(isJsonata -> Combinators.combine(
        graph(depth - 1, fails),
        isJsonata
            ? Arbitraries.of(fails
                ? List.of(jsonata, jsonata
                    + ", 'ItemSelector': '{% $states.context.Map.Item.Value = 3 ? $none : 1 %}'")
                : List.of(jsonata, "'QueryLanguage': 'JSONata', 'Items': '{% [1..3] %}'"))
            // Whether the input is an array is left to chance where failures are welcome.
            : Arbitraries.of(fails
                ? List.of("'MaxConcurrency': 1", "'ItemsPath': '$$.Execution.Input'",
                    "'ItemsPath': '$$.Execution.Input', 'ItemSelector': {'i.$': '$$.Map.Item.Index'}")
                : List.of("'ItemsPath': '$$.Execution.Input', 'MaxConcurrency': 3")),
        handling(fails, isJsonata))
        .as((processor, fields, handling) -> new Node.Iterating(processor, fields, handling)));
  }

  private static Arbitrary<Handling> handling(boolean fails, boolean isJsonata) {
    Arbitrary<Boolean> maybe = fails ? Arbitraries.of(false, true) : Arbitraries.just(false);
    return Combinators.combine(maybe, maybe, maybe, maybe)
        .as((all, e, catchesAll, f) -> new Handling(all, e, catchesAll, f, isJsonata));
  }

  /** Its text in the States Language. */
  String definition() {
    return "{'TimeoutSeconds': 100000, " + new Writer().graph(graph, "") + "}";
  }

  @Override
  public String toString() {
    return definition();
  }

  private static final class Writer {
    private int names;

    String graph(Graph graph, String assignedOutside) {
      var named = new ArrayList<String>();
      for (int i = 0; i <= graph.nodes().size(); i++) {
        named.add("S" + names++);
      }
      var states = new ArrayList<String>();
      String assigned = assignedOutside;
      for (int i = 0; i < graph.nodes().size(); i++) {
        String name = named.get(i);
        Node node = graph.nodes().get(i);
        states.add("'" + name + "': {" + state(node, name, named.get(i + 1), assigned) + "}");
        if (node instanceof Node.Assigning) {
          assigned = name;
        }
      }
      states.add("'" + named.getLast() + "': {" + switch (graph.end()) {
        case PASS -> "'Type': 'Pass', 'End': true";
        case SUCCEED -> "'Type': 'Succeed'";
        case FAIL -> "'Type': 'Fail', 'Error': 'E', 'Cause': 'as told'";
      } + "}");
      return "'StartAt': '" + named.getFirst() + "', 'States': {" + String.join(", ", states) + "}";
    }

    private String state(Node node, String name, String next, String assigned) {
      String on = ", 'Next': '" + next + "'";
      return switch (node) {
        case Node.Leaf(String fields) -> fields + on;
        case Node.Task(String fields, boolean isJsonata, Handling handling) ->
          "'Type': 'Task', " + (isJsonata ? "'QueryLanguage': 'JSONata', " : "") + fields
              + written(handling, next, name) + on;
        case Node.Choice(String fields, String rule) -> "'Type': 'Choice', " + fields
            + "'Choices': [{" + rule + ", 'Next': '" + next + "'}], 'Default': '" + next + "'";
        case Node.Assigning(boolean isJsonata) -> isJsonata
            ? "'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Assign': {'v" + name
                + "': '{% $states.input %}'}"
                + (assigned.isEmpty() ? "" : ", 'Output': '{% $v" + assigned + " %}'") + on
            : "'Type': 'Pass', 'Assign': {'v" + name + ".$': '$'}"
                + (assigned.isEmpty() ? "" : ", 'Parameters': {'v.$': '$v" + assigned + "'}") + on;
        case Node.Parallel(List<Graph> branches, String fields, Handling handling) -> {
          var written = new ArrayList<String>();
          branches.forEach(branch -> written.add("{" + graph(branch, assigned) + "}"));
          yield "'Type': 'Parallel', " + fields + "'Branches': [" + String.join(", ", written)
              + "]" + written(handling, next, name) + on;
        }
        case Node.Iterating(Graph processor, String fields, Handling handling) ->
          "'Type': 'Map', " + fields + ", 'ItemProcessor': {" + graph(processor, assigned) + "}"
              + written(handling, next, name) + on;
      };
    }

    private static String written(Handling handling, String next, String name) {
      var retriers = new ArrayList<String>();
      if (handling.retriesE()) {
        retriers.add("{'ErrorEquals': ['E'], 'MaxAttempts': 1, 'JitterStrategy': 'FULL'}");
      }
      if (handling.retriesAll()) {
        retriers.add("{'ErrorEquals': ['States.ALL'], 'MaxAttempts': 2, 'BackoffRate': 1.5}");
      }
      var catchers = new ArrayList<String>();
      if (handling.catchesF()) {
        catchers.add("{'ErrorEquals': ['F'], 'Next': '" + next + "'"
            + (handling.isJsonata()
                ? ", 'Output': '{% $states.errorOutput.Error %}'"
                : ", 'ResultPath': '$.caught'")
            + "}");
      }
      if (handling.catchesAll()) {
        catchers.add("{'ErrorEquals': ['States.ALL'], 'Next': '" + next + "', 'Assign': {'c" + name
            + "': 1}}");
      }
      return (retriers.isEmpty() ? "" : ", 'Retry': [" + String.join(", ", retriers) + "]")
          + (catchers.isEmpty() ? "" : ", 'Catch': [" + String.join(", ", catchers) + "]");
    }
  }
}
