package dev.pawl.conformance;

import static dev.pawl.conformance.RecordedCase.object;
import static dev.pawl.conformance.RecordedCase.objects;
import static dev.pawl.conformance.RecordedCase.text;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs one recorded execution: makes its machine, starts it, lets time pass, and compares what came of it. */
final class ExecutionReplay {
  private static final List<String> RESULT = List.of("status", "output", "error", "cause");

  private final Stage stage;
  private final ReplayingConnector connector;
  private final RecordedCase recorded;
  private final Comparison comparison;
  private final Map<String, Object> expected;
  private final Map<Level, Optional<String>> levels = new EnumMap<>(Level.class);

  ExecutionReplay(Stage stage, ReplayingConnector connector, RecordedCase recorded) {
    this.stage = stage;
    this.connector = connector;
    this.recorded = recorded;
    this.comparison = new Comparison(recorded.part("tokens"));
    this.expected = recorded.part("expected");
  }

  Verdict run() {
    Optional<String> broken = play();
    broken.ifPresent(this::failAll);
    return new Verdict.Replayed(recorded.id(), levels);
  }

  /** Fills in the levels; or why there is nothing to compare. */
  private Optional<String> play() {
    Answers answers = new Answers(stage, recorded, comparison);
    connector.play(answers);
    createActivities();
    Stage.Answer machine = stage.call("CreateStateMachine", machine());
    if (machine.isError()) {
      return Optional.of("the state machine was refused: " + machine.body());
    }
    Stage.Answer started = stage.call(
        recorded.isSync() ? "StartSyncExecution" : "StartExecution",
        startOf(text(machine.body(), "stateMachineArn")));
    if (started.isError()) {
      return Optional.of("the start was refused: " + started.body());
    }
    if (recorded.isSync()) {
      compareSync(started.body());
      return answers.difference();
    }
    String arn = text(started.body(), "executionArn");
    if (recorded.isExpress()) {
      return new VirtualTime(stage, connector).until(() -> true, answers)
          .or(answers::difference)
          .or(() -> compareLogged(arn));
    }
    Optional<String> stuck = new VirtualTime(stage, connector)
        .until(() -> !"RUNNING".equals(describe(arn).get("status")), answers);
    if (stuck.isPresent()) {
      return answers.difference().or(() -> stuck);
    }
    if (answers.difference().isPresent()) {
      return answers.difference();
    }
    compare(arn, started.body());
    return Optional.empty();
  }

  private Map<String, Object> machine() {
    Map<String, Object> machine = recorded.part("stateMachine");
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("name", text(machine, "name"));
    arguments.put("roleArn", text(machine, "roleArn"));
    arguments.put("definition", recorded.definition());
    arguments.put("type", recorded.isExpress() ? "EXPRESS" : "STANDARD");
    if (machine.get("loggingConfiguration") instanceof Map<?, ?> logging) {
      arguments.put("loggingConfiguration", logging);
    }
    return arguments;
  }

  private Map<String, Object> startOf(String machineArn) {
    Map<String, Object> execution = recorded.part("execution");
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("stateMachineArn", machineArn);
    for (String name : List.of("input", "name")) {
      if (execution.get(name) instanceof String value) {
        arguments.put(name, value);
      }
    }
    return arguments;
  }

  private void createActivities() {
    recorded.mocks().stream()
        .filter(answer -> "activity".equals(answer.get("kind")))
        .map(answer -> String.valueOf(comparison.instantiate(answer.get("resource"))))
        .distinct()
        .forEach(arn -> stage.call("CreateActivity",
            Map.of("name", arn.substring(arn.lastIndexOf(':') + 1))));
  }

  private void compareSync(Map<String, Object> ended) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>(ended);
    result.keySet().retainAll(RESULT);
    levels.put(Level.L1, comparison.difference(expectedResult(), result));
    if (expected.get("syncResponse") instanceof Map<?, ?> wanted) {
      levels.put(Level.L3, comparison.difference(Comparison.unbilled(object(wanted)),
          Comparison.unbilled(ended)));
    }
  }

  /** Of an Express execution that nobody waits for only the log tells the end. */
  private Optional<String> compareLogged(String arn) {
    Optional<Map<String, @Nullable Object>> end = stage.log().last(arn);
    if (end.isEmpty()) {
      return Optional.of("nothing was logged");
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("status", String.valueOf(end.get().get("type")).replaceFirst("Execution", "")
        .replaceFirst("TimedOut", "TIMED_OUT").toUpperCase(Locale.ROOT));
    object(end.get().getOrDefault("details", Map.of())).forEach((name, value) -> {
      if (RESULT.contains(name)) {
        result.put(name, value);
      }
    });
    levels.put(Level.L1, comparison.difference(expectedResult(), result));
    if (expected.get("endLogEvent") instanceof Map<?, ?> wanted) {
      levels.put(Level.L3, comparison.difference(wanted, end.get()));
    }
    return Optional.empty();
  }

  private void compare(String arn, Map<String, Object> started) {
    Map<String, Object> described = describe(arn);
    List<Map<String, Object>> events = history(arn);
    levels.put(Level.L1, comparison.difference(expectedResult(), result(described, events)));
    if (expected.containsKey("events")) {
      List<Map<String, Object>> wanted = Changes.since(recorded,
          Events.asSent(objects(expected.get("events"))));
      if (isStrict()) {
        levels.put(Level.L3, comparison.difference(wanted, timeless(events))
            .or(() -> others(described, started)));
      }
      levels.put(Level.L2, unordered(wanted, events));
    }
  }

  private Optional<String> unordered(List<Map<String, Object>> wanted,
      List<Map<String, Object>> events) {
    Events comparing = new Events(comparison);
    return switch (recorded.eventOrder()) {
      case "parallel-sorted" -> comparing.asMultiset(wanted, Events.withoutLost(events));
      case "concurrent" -> comparing.asMultiset(wanted, events)
          .or(() -> comparing.byLine(wanted, events));
      default -> comparing.asMultiset(wanted, events);
    };
  }

  private boolean isStrict() {
    return recorded.eventOrder().equals("strict");
  }

  private Map<String, Object> expectedResult() {
    Map<String, Object> result = new LinkedHashMap<>();
    for (String name : RESULT) {
      if (expected.containsKey(name)) {
        result.put(name, Objects.requireNonNull(expected.get(name)));
      }
    }
    return result;
  }

  /** From the last event; an output that was not recorded is left out. */
  private Map<String, @Nullable Object> result(Map<String, Object> described,
      List<Map<String, Object>> events) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("status", described.get("status"));
    events.getLast().forEach((name, details) -> {
      if (name.endsWith("EventDetails")) {
        object(details).forEach((member, value) -> {
          if (RESULT.contains(member)
              && (!member.equals("output") || expected.containsKey("output"))) {
            result.put(member, value);
          }
        });
      }
    });
    return result;
  }

  /** What else was recorded of the run. */
  private Optional<String> others(Map<String, Object> described,
      Map<String, Object> started) {
    Optional<String> difference = Optional.empty();
    if (expected.get("describeExecution") instanceof Map<?, ?> wanted) {
      difference = comparison.difference(wanted, AddedFields.without(wanted, described))
          .map(text -> "DescribeExecution" + text);
    }
    if (difference.isEmpty() && expected.get("startExecution") instanceof Map<?, ?> wanted) {
      difference = comparison.difference(wanted, started).map(text -> "StartExecution" + text);
    }
    if (difference.isEmpty() && expected.get("logEvents") instanceof List<?> wanted) {
      difference = comparison.difference(wanted, stage.log().records()).map(text -> "log" + text);
    }
    return difference;
  }

  private Map<String, Object> describe(String arn) {
    return stage.call("DescribeExecution", Map.of("executionArn", arn)).body();
  }

  private List<Map<String, Object>> history(String arn) {
    List<Map<String, Object>> events = new ArrayList<>();
    Map<String, Object> arguments = new LinkedHashMap<>(
        Map.of("executionArn", arn, "maxResults", 1_000));
    Object next;
    do {
      Map<String, Object> page = stage.call("GetExecutionHistory", arguments).body();
      events.addAll(objects(page.get("events")));
      next = page.get("nextToken");
      if (next != null) {
        arguments.put("nextToken", next);
      }
    } while (next != null);
    return events;
  }

  private static List<Map<String, Object>> timeless(List<Map<String, Object>> events) {
    return events.stream().map(event -> {
      Map<String, Object> copy = new LinkedHashMap<>(event);
      copy.remove("timestamp");
      return copy;
    }).toList();
  }

  private void failAll(String difference) {
    levels.put(Level.L1, Optional.of(difference));
    if (expected.containsKey("events")) {
      levels.put(Level.L2, Optional.of(difference));
    }
    if ((expected.containsKey("events") && isStrict()) || expected.containsKey("syncResponse")) {
      levels.put(Level.L3, Optional.of(difference));
    }
  }
}
