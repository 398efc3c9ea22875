package dev.pawl.simulation.workflow;

import dev.pawl.core.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a machine in the States Language. */
public final class Definition {
  /** The activity that all activity tasks wait at. */
  public static final String ACTIVITY = "arn:aws:states:us-east-1:000000000000:activity:work";

  /** The text under {@code big}: long enough to be stored apart. */
  public static final String BIG = "x".repeat(9_000);

  private final Instant begin;

  /** @param begin the beginning of the simulation */
  public Definition(Instant begin) {
    this.begin = begin;
  }

  /** The definition's text. */
  public String of(Machine machine) {
    Map<String, @Nullable Object> definition = graph(machine.graph());
    if (machine.timeout() != null) {
      definition.put("TimeoutSeconds", machine.timeout());
    }
    return Json.write(definition);
  }

  private Map<String, @Nullable Object> graph(Graph graph) {
    List<String> names = new ArrayList<>(graph.steps().stream().map(Step::name).toList());
    names.add("End" + graph.name());
    names.add(names.getLast());
    Map<String, Object> states = new LinkedHashMap<>();
    for (int i = 0; i < graph.steps().size(); i++) {
      states.put(names.get(i), state(graph.steps().get(i), names, i));
    }
    states.put("End" + graph.name(), switch (graph.end()) {
      case PASS -> Map.of("Type", "Pass", "End", true);
      case SUCCEED -> Map.of("Type", "Succeed");
      case FAIL -> Map.of("Type", "Fail", "Error", "Planned", "Cause", "as planned");
    });
    Map<String, @Nullable Object> written = new LinkedHashMap<>();
    written.put("StartAt", names.getFirst());
    written.put("States", states);
    return written;
  }

  private Map<String, @Nullable Object> state(Step step, List<String> names, int i) {
    String next = names.get(i + 1);
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    switch (step) {
      case Step.Pass pass -> pass(pass, state);
      case Step.Use use -> {
        jsonata(state, "Pass");
        state.put("Output", "{% $merge([$states.input, {'n': $states.input.n + $v" + use.scope()
            + "}]) %}");
      }
      case Step.Choose choose -> choose(choose, state, next,
          names.get(Math.min(i + 1 + choose.skipped(), names.size() - 1)));
      case Step.Hold hold -> hold(hold, state);
      case Step.Call call -> call(call, state, next);
      case Step.Fork fork -> {
        state.put("Type", "Parallel");
        state.put("Parameters", Map.of("n.$", "$.n", "items.$", "$.items", "w.$", "$.w"));
        state.put("Branches", fork.branches().stream().map(this::graph).toList());
        state.put("ResultPath", "$." + fork.name());
        handle(fork.handling(), false, state, next);
      }
      case Step.Each each -> {
        state.put("Type", "Map");
        state.put("ItemsPath", "$.items");
        state.put("ItemSelector",
            Map.of("n.$", "$$.Map.Item.Value", "items.$", "$.items", "w.$", "$.w"));
        state.put("MaxConcurrency", each.concurrency());
        state.put("ItemProcessor", graph(each.body()));
        state.put("ResultPath", "$." + each.name());
        handle(each.handling(), false, state, next);
      }
    }
    if (!(step instanceof Step.Choose)) {
      state.put("Next", next);
    }
    return state;
  }

  private static void jsonata(Map<String, @Nullable Object> state, String type) {
    state.put("Type", type);
    state.put("QueryLanguage", "JSONata");
  }

  private static void pass(Step.Pass pass, Map<String, @Nullable Object> state) {
    switch (pass.form()) {
      case RESULT -> {
        state.put("Type", "Pass");
        state.put("Result", pass.k());
        state.put("ResultPath", "$." + pass.name());
      }
      case ADD_BY_PATH -> {
        state.put("Type", "Pass");
        state.put("Parameters", Map.of("n.$", "States.MathAdd($.n, " + pass.k() + ")", "items.$",
            "$.items", "w.$", "$.w"));
      }
      case ADD_BY_JSONATA -> {
        jsonata(state, "Pass");
        state.put("Output",
            "{% $merge([$states.input, {'n': $states.input.n + " + pass.k() + "}]) %}");
      }
      case BIG -> {
        state.put("Type", "Pass");
        state.put("Result", BIG);
        state.put("ResultPath", "$.big");
      }
      case ASSIGN -> {
        state.put("Type", "Pass");
        state.put("Assign", Map.of("v" + scopeOf(pass.name()) + ".$", "$.n"));
      }
    }
  }

  /** The scope whose variable an ASSIGN state sets. */
  public static String scopeOf(String assigningState) {
    return assigningState.substring("Assign".length());
  }

  private static void choose(Step.Choose choose, Map<String, @Nullable Object> state, String next,
      String skipTo) {
    state.put("Type", "Choice");
    if (choose.jsonata()) {
      state.put("QueryLanguage", "JSONata");
      state.put("Choices", List.of(Map.of("Condition",
          "{% $states.input.n < " + choose.below() + " %}", "Next", next)));
    } else {
      state.put("Choices", List
          .of(Map.of("Variable", "$.n", "NumericLessThan", choose.below(), "Next", next)));
    }
    state.put("Default", skipTo);
  }

  private void hold(Step.Hold hold, Map<String, @Nullable Object> state) {
    switch (hold.until()) {
      case SECONDS -> {
        state.put("Type", "Wait");
        state.put("Seconds", hold.seconds());
      }
      case SECONDS_PATH -> {
        state.put("Type", "Wait");
        state.put("SecondsPath", "$.w");
      }
      case JSONATA -> {
        jsonata(state, "Wait");
        state.put("Seconds", "{% $states.input.w + " + hold.seconds() + " %}");
      }
      case TIMESTAMP -> {
        state.put("Type", "Wait");
        state.put("Timestamp", begin.plusSeconds(hold.seconds()).toString());
      }
      case PAST -> {
        state.put("Type", "Wait");
        state.put("Timestamp", "2020-01-01T00:00:00Z");
      }
    }
  }

  private static void call(Step.Call call, Map<String, @Nullable Object> state, String next) {
    state.put("Type", "Task");
    state.put("Resource", switch (call.kind()) {
      case FUNCTION -> "arn:aws:lambda:us-east-1:000000000000:function:work";
      case READ -> "arn:aws:states:::aws-sdk:dynamodb:getItem";
      case CALLBACK -> "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
      case ACTIVITY -> ACTIVITY;
      case JOB -> "arn:aws:states:::codebuild:startBuild.sync";
    });
    boolean isJob = call.kind() == Step.Call.Kind.JOB;
    boolean hasToken = call.kind() == Step.Call.Kind.CALLBACK;
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("state", call.name());
    if (call.jsonata()) {
      state.put("QueryLanguage", "JSONata");
      parameters.put("n", "{% $states.input.n %}");
      parameters.put("retry", "{% $states.context.State.RetryCount %}");
      if (hasToken) {
        parameters.put("token", "{% $states.context.Task.Token %}");
      }
      state.put("Arguments", parameters);
      state.put("Output",
          "{% $merge([$states.input, {'" + call.name() + "': $states.result"
              + (isJob ? ".Build.Result" : "") + "}]) %}");
    } else {
      parameters.put("n.$", "$.n");
      parameters.put("retry.$", "$$.State.RetryCount");
      if (hasToken) {
        parameters.put("token.$", "$$.Task.Token");
      }
      state.put("Parameters", parameters);
      state.put("ResultPath", "$." + call.name());
      if (isJob) {
        state.put("ResultSelector", Map.of("r.$", "$.Build.Result.r"));
      }
    }
    if (call.timeout() != null) {
      state.put("TimeoutSeconds", call.timeout());
    }
    if (call.heartbeat() != null) {
      state.put("HeartbeatSeconds", call.heartbeat());
    }
    handle(call.handling(), call.jsonata(), state, next);
  }

  private static void handle(Handling handling, boolean jsonata,
      Map<String, @Nullable Object> state, String next) {
    if (!handling.retriers().isEmpty()) {
      state.put("Retry", handling.retriers().stream().map(Definition::retrier).toList());
    }
    if (!handling.catches().isEmpty()) {
      state.put("Catch", handling.catches().stream().map(error -> {
        Map<String, Object> catcher = new LinkedHashMap<>();
        catcher.put("ErrorEquals", List.of(error));
        catcher.put("Next", next);
        if (jsonata) {
          catcher.put("Output", "{% $merge([$states.input, {'caught': {'Error': "
              + "$states.errorOutput.Error}}]) %}");
        } else {
          catcher.put("ResultPath", "$.caught");
        }
        return catcher;
      }).toList());
    }
  }

  private static Map<String, Object> retrier(Handling.Retrier retrier) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("ErrorEquals", List.of(retrier.error()));
    written.put("MaxAttempts", retrier.attempts());
    written.put("IntervalSeconds", retrier.seconds());
    written.put("BackoffRate", 1.5);
    if (retrier.jitter()) {
      written.put("JitterStrategy", "FULL");
    }
    return written;
  }
}
