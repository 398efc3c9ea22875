package dev.pawl.core.parser;

import dev.pawl.core.asl.Catcher;
import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.ErrorHandling;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.QueryLanguage;
import dev.pawl.core.asl.Retrier;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.TextField;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.asl.WaitUntil;
import dev.pawl.core.expression.ResultPath;
import dev.pawl.core.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prints a state machine as a definition. Parsing it gives an equal state machine. Comments and the
 * {@code Version} are not in it, defaults are left out, and deprecated field names come out as their
 * successors.
 */
public final class DefinitionWriter {
  private static final double DEFAULT_BACKOFF = 2.0;
  private static final long DEFAULT_ATTEMPTS = 3;

  private final QueryLanguage language;

  private DefinitionWriter(QueryLanguage language) {
    this.language = language;
  }

  /** The definition as compact JSON. */
  public static String write(StateMachine machine) {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    if (machine.queryLanguage() != QueryLanguage.JSON_PATH) {
      root.put("QueryLanguage", machine.queryLanguage().spelling());
    }
    machine.timeoutSeconds().ifPresent(seconds -> root.put("TimeoutSeconds", seconds));
    new DefinitionWriter(machine.queryLanguage()).graph(machine.graph(), root);
    return Json.write(root);
  }

  private void graph(StateGraph graph, Map<String, @Nullable Object> into) {
    Map<String, @Nullable Object> states = new LinkedHashMap<>();
    graph.states().forEach((name, state) -> states.put(name, state(state)));
    into.put("StartAt", graph.startAt());
    into.put("States", states);
  }

  private Map<String, @Nullable Object> graph(StateGraph graph) {
    Map<String, @Nullable Object> printed = new LinkedHashMap<>();
    graph(graph, printed);
    return printed;
  }

  private Map<String, @Nullable Object> state(State state) {
    StateFields fields = new StateFields();
    fields.put("Type", state.type());
    switch (state) {
      case PassState pass -> {
        flow(pass.flow(), fields);
        pass.result().ifPresent(result -> fields.put("Result", result.tree()));
        transition(pass.transition(), fields);
      }
      case WaitState wait -> {
        flow(wait.flow(), fields);
        until(wait.until(), fields);
        transition(wait.transition(), fields);
      }
      case SucceedState succeed -> flow(succeed.flow(), fields);
      case FailState fail -> {
        failLanguage(fail, fields);
        text("Error", fail.error(), fields);
        text("Cause", fail.cause(), fields);
      }
      case ChoiceState choice -> {
        flow(choice.flow(), fields);
        fields.put("Choices", choice.rules().stream().map(ConditionWriter::rule).toList());
        choice.defaultState().ifPresent(target -> fields.put("Default", target));
      }
      case TaskState task -> {
        flow(task.flow(), fields);
        fields.put("Resource", task.resource().arn());
        fields.put("TimeoutSeconds", task.timeout());
        fields.put("HeartbeatSeconds", task.heartbeat());
        fields.put("Credentials", task.credentials());
        handling(task.handling(), fields);
        transition(task.transition(), fields);
      }
      case ParallelState parallel -> {
        flow(parallel.flow(), fields);
        fields.put("Branches", parallel.branches().stream().map(this::graph).toList());
        handling(parallel.handling(), fields);
        transition(parallel.transition(), fields);
      }
      case MapState map -> {
        flow(map.flow(), fields);
        MapWriter.fields(map, graph(map.processor()), fields);
        handling(map.handling(), fields);
        transition(map.transition(), fields);
      }
    }
    return fields.tree();
  }

  private void language(QueryLanguage own, StateFields fields) {
    if (own != language) {
      fields.put("QueryLanguage", own.spelling());
    }
  }

  private void flow(DataFlow flow, StateFields fields) {
    switch (flow) {
      case DataFlow.PathFlow path -> {
        language(QueryLanguage.JSON_PATH, fields);
        fields.put("InputPath", path.inputPath());
        fields.put("Parameters", path.parameters());
        fields.put("ResultSelector", path.resultSelector());
        resultPath(path.resultPath(), fields);
        fields.put("OutputPath", path.outputPath());
        fields.put("Assign", path.assign());
      }
      case DataFlow.JsonataFlow jsonata -> {
        language(QueryLanguage.JSONATA, fields);
        fields.put("Arguments", jsonata.arguments());
        fields.put("Output", jsonata.output());
        fields.put("Assign", jsonata.assign());
      }
    }
  }

  /** A Fail state has no data flow; literals mean the same in both languages. */
  private void failLanguage(FailState fail, StateFields fields) {
    for (TextField field : List.of(fail.error(), fail.cause())) {
      if (field instanceof TextField.Computed computed) {
        language(computed.field().endsWith("Path")
            ? QueryLanguage.JSON_PATH
            : QueryLanguage.JSONATA, fields);
      }
    }
  }

  private static void resultPath(ResultPath path, StateFields fields) {
    switch (path) {
      case ResultPath.Replace _ -> {
      }
      case ResultPath.Discard _ -> fields.put("ResultPath", (Object) null);
      case ResultPath.Insert(var insertion) -> fields.put("ResultPath", insertion.source());
    }
  }

  private static void text(String name, TextField field, StateFields fields) {
    switch (field) {
      case TextField.Absent _ -> {
      }
      case TextField.Literal(String value) -> fields.put(name, value);
      case TextField.Computed(String own, var expression) ->
        fields.put(own, Optional.of(expression));
    }
  }

  private static void until(WaitUntil until, StateFields fields) {
    switch (until) {
      case WaitUntil.Seconds(long seconds) -> fields.put("Seconds", seconds);
      case WaitUntil.Timestamp(Instant at) -> fields.put("Timestamp", timestamp(at));
      case WaitUntil.SecondsPath(var path) -> fields.put("SecondsPath", Optional.of(path));
      case WaitUntil.TimestampPath(var path) -> fields.put("TimestampPath", Optional.of(path));
      case WaitUntil.ComputedSeconds(var expression) ->
        fields.put("Seconds", Optional.of(expression));
      case WaitUntil.ComputedTimestamp(var expression) ->
        fields.put("Timestamp", Optional.of(expression));
    }
  }

  /** In the form that {@link dev.pawl.core.asl.Rfc3339} reads: an offset brings any instant to four digits. */
  static String timestamp(Instant at) {
    int year = at.atOffset(ZoneOffset.UTC).getYear();
    ZoneOffset offset = year > 9_999
        ? ZoneOffset.MIN
        : year < 0 ? ZoneOffset.MAX : ZoneOffset.UTC;
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atOffset(offset));
  }

  private static void transition(Transition transition, StateFields fields) {
    switch (transition) {
      case Transition.Next(String target) -> fields.put("Next", target);
      case Transition.End _ -> fields.put("End", true);
    }
  }

  private static void handling(ErrorHandling handling, StateFields fields) {
    if (!handling.retriers().isEmpty()) {
      fields.put("Retry",
          handling.retriers().stream().map(DefinitionWriter::retrier).toList());
    }
    if (!handling.catchers().isEmpty()) {
      fields.put("Catch",
          handling.catchers().stream().map(DefinitionWriter::catcher).toList());
    }
  }

  private static Map<String, @Nullable Object> retrier(Retrier retrier) {
    StateFields fields = new StateFields();
    fields.put("ErrorEquals", new ArrayList<>(retrier.errorEquals()));
    if (retrier.intervalSeconds() != 1) {
      fields.put("IntervalSeconds", retrier.intervalSeconds());
    }
    if (retrier.maxAttempts() != DEFAULT_ATTEMPTS) {
      fields.put("MaxAttempts", retrier.maxAttempts());
    }
    if (retrier.backoffRate() != DEFAULT_BACKOFF) {
      fields.put("BackoffRate", retrier.backoffRate());
    }
    retrier.maxDelaySeconds().ifPresent(seconds -> fields.put("MaxDelaySeconds", seconds));
    if (retrier.fullJitter()) {
      fields.put("JitterStrategy", "FULL");
    }
    return fields.tree();
  }

  private static Map<String, @Nullable Object> catcher(Catcher catcher) {
    StateFields fields = new StateFields();
    fields.put("ErrorEquals", new ArrayList<>(catcher.errorEquals()));
    resultPath(catcher.resultPath(), fields);
    fields.put("Assign", catcher.assign());
    fields.put("Output", catcher.output());
    fields.put("Next", catcher.next());
    return fields.tree();
  }
}
