package dev.pawl.core.conformance;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventTree;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.core.task.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs one recorded execution through the interpreter: virtual time, recorded answers. */
final class Replay {
  private final RecordedCase recorded;
  private final Comparison comparison;
  private final List<HistoryEvent> history = new ArrayList<>();
  private final Set<Map<String, Object>> used = new HashSet<>();
  private final Map<Integer, TreeMap<Integer, Payload>> items = new HashMap<>();
  private Instant now = Instant.parse("2025-06-01T12:00:00.123Z");

  Replay(RecordedCase recorded) {
    this.recorded = recorded;
    this.comparison = new Comparison(recorded.part("tokens"));
  }

  /** What a replay found: the first difference in the result and in the events, if any. */
  record Verdict(Optional<String> result, Optional<String> events) {}

  Verdict run() {
    if (!(DefinitionParser.parse(recorded.definition(),
        MachineType.STANDARD) instanceof ParseResult.Valid(StateMachine machine, List<?> _))) {
      return new Verdict(Optional.of("the definition was refused"),
          Optional.of("the definition was refused"));
    }
    Execution execution = execution();
    Decision decision = keep(Interpreter.start(machine, execution, around()));
    for (int bursts = 0; decision.next() instanceof Decision.Next.Open open; bursts++) {
      if (bursts > 1_000) {
        return new Verdict(Optional.of("does not end"), Optional.of("does not end"));
      }
      List<Event> events = new ArrayList<>();
      for (Effect effect : decision.effects()) {
        if (effect instanceof Effect.StartTask start) {
          Optional<String> difference = answer(start, open.state(), events);
          if (difference.isPresent()) {
            return new Verdict(difference, difference);
          }
        }
      }
      if (events.isEmpty()) {
        Instant wakeAt = open.wakeAt();
        if (wakeAt == null) {
          return new Verdict(Optional.of("waits for ever"), Optional.of("waits for ever"));
        }
        now = wakeAt.isAfter(now) ? wakeAt : now;
        events.add(new Event.Alarm(taskDue(open.state())));
      } else {
        now = now.plusMillis(20);
      }
      decision = keep(Interpreter.decide(machine, execution, open.state(), events, around()));
    }
    return verdict((Decision.Next.Closed) decision.next());
  }

  private Decision keep(Decision decision) {
    history.addAll(decision.history());
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.KeepItem(int fork, int index, Payload output)) {
        items.computeIfAbsent(fork, _ -> new TreeMap<>()).put(index, output);
      }
    }
    return decision;
  }

  private Verdict verdict(Decision.Next.Closed closed) {
    Map<String, Object> expected = recorded.part("expected");
    var actual = new LinkedHashMap<String, @Nullable Object>();
    actual.put("status", closed.status().name());
    if (closed.output() != null) {
      actual.put("output", Objects.requireNonNull(closed.output()).text());
    }
    StatesError error = closed.error();
    if (error != null && error.name() != null) {
      actual.put("error", error.name());
    }
    if (error != null && error.cause() != null) {
      actual.put("cause", error.cause());
    }
    Optional<String> events = Optional.empty();
    Object recordedEvents = expected.get("events");
    if (recordedEvents != null && recorded.isStrict()) {
      events = comparison.difference(recordedEvents, history.stream().map(event -> {
        var tree = HistoryEventTree.of(event, true);
        tree.remove("timestamp");
        return tree;
      }).toList());
    }
    var expectedResult = new LinkedHashMap<String, Object>();
    for (String name : List.of("status", "output", "error", "cause")) {
      if (expected.containsKey(name)) {
        expectedResult.put(name, Objects.requireNonNull(expected.get(name)));
      }
    }
    if (!expected.containsKey("output")) {
      actual.remove("output");
    }
    return new Verdict(comparison.difference(expectedResult, actual), events);
  }

  /** Plays the recorded answers to a task. */
  private Optional<String> answer(Effect.StartTask start, ExecutionState state,
      List<Event> events) {
    Frame frame = state.frames().stream().filter(f -> isAt(f, start)).findFirst().orElseThrow();
    Map<String, Object> mock = mock(frame, start, state);
    if (mock == null) {
      return Optional.of("no recorded answer for " + frame.state() + " attempt " + start.attempt());
    }
    used.add(mock);
    Object expected = mock.containsKey("parameters") ? mock.get("parameters") : mock.get("input");
    Optional<String> difference = comparison.difference(expected, start.parameters().text());
    if (difference.isPresent()) {
      return difference.map(text -> "parameters of " + frame.state() + text);
    }
    int seq = start.seq();
    int attempt = start.attempt();
    boolean callback = start.resource() instanceof Resource.Service service
        && service.pattern() != Resource.Pattern.REQUEST_RESPONSE;
    boolean activity = start.resource() instanceof Resource.Activity;
    if (activity) {
      events.add(
          new Event.ActivityStarted(
              seq, attempt, (String) mock.get("workerName"),
              now.plusSeconds(start.timeoutSeconds()),
              now.plusSeconds(start.heartbeatSeconds() == null
                  ? start.timeoutSeconds()
                  : start.heartbeatSeconds())));
    }
    if (mock.containsKey("submitted")) {
      Object output = RecordedCase.object(mock.get("submitted")).get("output");
      events.add(new Event.CallReturned(seq, attempt,
          Outcome.ok(Payload.of(comparison.instantiate(parsed(output))))));
    }
    Map<String, Object> outcome = RecordedCase.object(mock.get("outcome"));
    boolean submitted = mock.containsKey("submitted");
    Outcome<Payload> result = switch ((String) Objects.requireNonNull(outcome.get("type"))) {
      case "succeeded" -> Outcome.ok(payload(outcome.get("output")));
      case "failed", "submitFailed", "startFailed", "scheduleFailed" ->
        Outcome.failed(error(outcome));
      default -> null;
    };
    if (result != null) {
      events.add(
          activity || (callback && submitted)
              ? new Event.Answered(seq, attempt, result)
              : new Event.CallReturned(seq, attempt, result));
    }
    return Optional.empty();
  }

  private Payload payload(@Nullable Object output) {
    Object value = comparison.instantiate(output);
    return value instanceof String text ? Payload.ofText(text) : Payload.of(value);
  }

  private StatesError error(Map<String, Object> outcome) {
    Object cause = outcome.containsKey("causeText")
        ? outcome.get("causeText")
        : outcome.get("cause");
    Object instantiated = comparison.instantiate(cause);
    String text = instantiated == null || instantiated instanceof String
        ? (String) instantiated
        : Json.write(instantiated);
    return new StatesError((String) comparison.instantiate(outcome.get("error")), text);
  }

  private static @Nullable Object parsed(@Nullable Object output) {
    return output instanceof String text ? Json.parse(text) : output;
  }

  private @Nullable Map<String, Object> mock(Frame frame, Effect.StartTask start,
      ExecutionState state) {
    List<Integer> path = mapIndexPath(frame, state);
    return recorded.mocks()
        .stream()
        .filter(mock -> !used.contains(mock))
        .filter(
            mock -> mock.get("state") == null
                ? comparison.difference(mock.getOrDefault("parameters", mock.get("input")),
                    start.parameters().text()).isEmpty()
                : frame.state().equals(mock.get("state"))
                    && path.equals(mock.getOrDefault("mapIndexPath", List.of())))
        .findFirst()
        .orElse(null);
  }

  private static List<Integer> mapIndexPath(Frame frame, ExecutionState state) {
    var path = new ArrayList<Integer>();
    for (Frame inner = frame; inner.parent() != 0;) {
      int parent = inner.parent();
      Frame outer = state.frames().stream().filter(f -> f.id() == parent).findFirst().orElseThrow();
      if (outer.position() instanceof Frame.Position.Forked forked && forked.items() != null) {
        path.addFirst(inner.index());
      }
      inner = outer;
    }
    return path;
  }

  private static boolean isAt(Frame frame, Effect.StartTask start) {
    return frame.position() instanceof Frame.Position.Running running
        && running.visit().seq() == start.seq();
  }

  private static Map<Integer, Instant> taskDue(ExecutionState state) {
    var due = new HashMap<Integer, Instant>();
    for (Frame frame : state.frames()) {
      if (frame.position() instanceof Frame.Position.Running running && running.due() != null) {
        due.put(running.visit().seq(), Objects.requireNonNull(running.due()));
      }
    }
    return due;
  }

  private Execution execution() {
    Map<String, Object> machine = recorded.part("stateMachine");
    String machineName = (String) Objects.requireNonNull(machine.get("name"));
    Object given = recorded.part("execution").get("name");
    String name = given == null ? "0a1b2c3d-0000-4000-8000-00000000cafe" : (String) given;
    String arn = "arn:aws:states:us-east-1:111111111111:";
    return new Execution(
        UUID.fromString("0190d7e8-0000-7000-8000-000000000001"), 7,
        arn + "execution:" + machineName + ":" + name, name,
        (String) Objects.requireNonNull(machine.get("roleArn")),
        arn + "stateMachine:" + machineName, machineName,
        "us-east-1", Payload.ofText(recorded.input()), now);
  }

  private Surroundings around() {
    return new Surroundings(
        now, new Random(history.size()), (seq, attempt) -> "token-" + seq + "-" + attempt,
        fork -> items.getOrDefault(fork, new TreeMap<>()),
        arn -> recorded.mocks().stream().anyMatch(mock -> "activity".equals(mock.get("kind"))),
        Limits.DEFAULT);
  }
}
