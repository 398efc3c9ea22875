package dev.pawl.simulation;

import dev.pawl.simulation.workflow.Graph;
import dev.pawl.simulation.workflow.Handling;
import dev.pawl.simulation.workflow.Machine;
import dev.pawl.simulation.workflow.Plan;
import dev.pawl.simulation.workflow.Script;
import dev.pawl.simulation.workflow.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Twenty small workflows, each around one thing. */
final class BaseWorkflows {
  private static final Handling TWICE = new Handling(
      List.of(new Handling.Retrier("States.ALL", 2, 1, false)), List.of());
  private static final Handling CAUGHT = new Handling(List.of(), List.of("States.ALL"));

  private BaseWorkflows() {}

  /** By name. */
  static Map<String, Plan> all() {
    Map<String, Plan> all = new LinkedHashMap<>();
    all.put("pass", plan(new Step.Pass("A", Step.Pass.Form.ADD_BY_PATH, 1)));
    all.put("wait", plan(new Step.Hold("A", Step.Hold.Until.SECONDS, 3)));
    all.put("longWait", plan(new Step.Hold("A", Step.Hold.Until.SECONDS, 864_000)));
    all.put("choice", plan(new Step.Choose("A", true, 3, 1), function("B"), function("C")));
    all.put("function", plan(function("A")));
    all.put("functions", plan(function("A"), function("B"), function("C")));
    all.put("read", plan(call("A", Step.Call.Kind.READ, 0, null, Handling.NONE)));
    all.put("retry", plan(call("A", Step.Call.Kind.FUNCTION, 1, null, TWICE)));
    all.put("catch", plan(call("A", Step.Call.Kind.FUNCTION, 9, null, CAUGHT), function("B")));
    all.put("callback", plan(call("A", Step.Call.Kind.CALLBACK, 0, 40, TWICE)));
    all.put("activity", plan(call("A", Step.Call.Kind.ACTIVITY, 0, 40, TWICE)));
    all.put("job", plan(call("A", Step.Call.Kind.JOB, 0, 60, TWICE)));
    all.put("timeout", plan(new Step.Call("A", Step.Call.Kind.CALLBACK, false,
        new Script(0, "E", 1, 30, true), 8, null, CAUGHT)));
    all.put("heartbeat", plan(new Step.Call("A", Step.Call.Kind.ACTIVITY, true,
        new Script(0, "E", 1, 10, false), 40, 6, TWICE)));
    all.put("parallel", plan(new Step.Fork("F",
        List.of(graph("X", function("A")), graph("Y", function("B")), graph("Z", function("C"))),
        Handling.NONE)));
    all.put("failingParallel", plan(new Step.Fork("F",
        List.of(graph("X", call("A", Step.Call.Kind.FUNCTION, 9, null, Handling.NONE)),
            graph("Y", call("B", Step.Call.Kind.CALLBACK, 0, 40, Handling.NONE))),
        CAUGHT)));
    all.put("map", plan(new Step.Each("M", graph("X", function("A")), 2, TWICE)));
    all.put("nested", plan(new Step.Each("M",
        graph("X", new Step.Fork("F", List.of(graph("Y", function("A")),
            graph("Z", new Step.Hold("W", Step.Hold.Until.SECONDS, 2))), Handling.NONE)),
        0, Handling.NONE)));
    all.put("bigPayload", plan(new Step.Pass("A", Step.Pass.Form.BIG, 0), function("B")));
    all.put("stop", plan(order(machine(call("A", Step.Call.Kind.CALLBACK, 0, 60, Handling.NONE)),
        1, 3_000, 0)));
    all.put("redrive", plan(order(
        machine(function("A"), new Step.Fork("F",
            List.of(graph("X", function("B")),
                graph("Y", call("C", Step.Call.Kind.FUNCTION, 9, null, Handling.NONE))),
            Handling.NONE)),
        2, -1, 2)));
    return all;
  }

  private static Step.Call function(String name) {
    return call(name, Step.Call.Kind.FUNCTION, 0, null, TWICE);
  }

  private static Step.Call call(String name, Step.Call.Kind kind, int failures,
      @Nullable Integer timeout, Handling handling) {
    return new Step.Call(name, kind, false, new Script(failures, "E", 1, 2, false), timeout, null,
        handling);
  }

  private static Graph graph(String name, Step... steps) {
    return new Graph(name, List.of(steps), Graph.End.PASS);
  }

  private static Machine machine(Step... steps) {
    return new Machine(graph("G", steps), null);
  }

  private static Plan plan(Step... steps) {
    return plan(order(machine(steps), 1, -1, 0));
  }

  private static Plan plan(Plan.Order order) {
    return new Plan(List.of(order));
  }

  private static Plan.Order order(Machine machine, int starts, int stoppedAfterMillis,
      int redrives) {
    return new Plan.Order(machine, 4, List.of(1, 2, 3), starts, true, false, 0,
        stoppedAfterMillis, redrives);
  }
}
