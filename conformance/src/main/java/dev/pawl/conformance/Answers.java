package dev.pawl.conformance;

import static dev.pawl.conformance.RecordedCase.object;
import static dev.pawl.conformance.RecordedCase.objects;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.execution.TaskKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The recorded answers of one case: to the calls of its tasks, and, from outside, to the tasks that wait for a
 * token or for an activity's worker. Each answer is used once.
 */
final class Answers {
  private static final Pattern TASK_END = Pattern.compile("Task(Succeeded|Failed|TimedOut)");
  private static final Set<String> FAILURES = Set.of("failed", "submitFailed", "startFailed",
      "scheduleFailed");

  private final Stage stage;
  private final RecordedObjects objects;
  /** Empty where the recording has what was answered. */
  private final Optional<StandIns> standIns;
  private final Comparison comparison;
  private final List<Map<String, Object>> unused;
  private final Map<String, Map<String, Object>> awaited = new HashMap<>();

  /** API calls alone were recorded: nobody knows what services answered, so they stay silent. */
  private final boolean isUnknown;

  private Optional<String> difference = Optional.empty();

  /** What the service answers to the state that is being tested. */
  private Optional<Outcome<Payload>> tested = Optional.empty();

  Answers(Stage stage, RecordedCase recorded, Comparison comparison) {
    this.stage = stage;
    this.objects = new RecordedObjects(recorded);
    this.standIns = recorded.isWhole()
        ? Optional.empty()
        : Optional.of(new StandIns(recorded)).filter(StandIns::areKnown);
    this.comparison = comparison;
    this.isUnknown = !recorded.isExecution() && !recorded.content().containsKey("mocks");
    this.unused = new ArrayList<>(recorded.eventOrder().equals("parallel-sorted")
        ? withOutcomes(recorded)
        : recorded.mocks());
  }

  /**
   * Where events were sorted by text nobody could tell which task an end belongs to: each task without one gets the
   * next end that its resource had.
   */
  private static List<Map<String, Object>> withOutcomes(RecordedCase recorded) {
    List<Map<String, Object>> ends = new ArrayList<>();
    for (Map<String, Object> event : objects(recorded.part("expected").get("events"))) {
      Matcher end = TASK_END.matcher(String.valueOf(event.get("type")));
      if (end.matches()) {
        String member = "task" + end.group(1) + "EventDetails";
        Map<String, Object> outcome = new LinkedHashMap<>(object(event.get(member)));
        outcome.put("type",
            end.group(1).equals("TimedOut") ? "timedOut" : end.group(1).toLowerCase(Locale.ROOT));
        ends.add(outcome);
      }
    }
    List<Map<String, Object>> answers = new ArrayList<>();
    for (Map<String, Object> answer : recorded.mocks()) {
      Map<String, Object> whole = new LinkedHashMap<>(answer);
      if ("none".equals(object(answer.get("outcome")).get("type"))) {
        ends.stream()
            .filter(end -> Objects.equals(end.get("resource"), answer.get("resource")))
            .findFirst()
            .ifPresent(end -> {
              ends.remove(end);
              whole.put("outcome", end);
            });
      }
      answers.add(whole);
    }
    return answers;
  }

  /** The first task whose parameters were not those of the recording, or that the recording does not have. */
  synchronized Optional<String> difference() {
    return difference;
  }

  /** The objects of the recording. */
  RecordedObjects objectStore() {
    return objects;
  }

  /**
   * A state is about to be tested. What its service answered is what the recorded answer shows as its result or, at
   * the level that shows none, as its output.
   */
  synchronized void test(Map<String, Object> response) {
    Map<String, Object> inspected = response.get("inspectionData") instanceof Map<?, ?> data
        ? object(data)
        : Map.of();
    if (response.get("error") instanceof String) {
      tested = Optional.of(Outcome.failed(error(response)));
    } else {
      tested = Optional.ofNullable(inspected.getOrDefault("result", response.get("output")))
          .map(result -> Outcome.ok(payload(result)));
    }
  }

  /** What the service answers; empty where it never does. */
  synchronized Optional<Outcome<Payload>> toCall(TaskRequest request) {
    if (tested.isPresent()) {
      return tested;
    }
    if (standIns.isPresent()) {
      return standIns.map(services -> services.answer(request));
    }
    if (isUnknown) {
      return Optional.empty();
    }
    Optional<Stage.Open> open = stage.find(request.idempotencyToken());
    String parameters = request.parameters().text();
    // Express executions have no rows from which their tasks' places could be read.
    Optional<Map<String, Object>> found = open.isPresent()
        ? take(stage.place(open.get()).orElseThrow(), parameters)
        : takeAlike(parameters);
    if (found.isEmpty()) {
      return Optional.of(
          Outcome.failed(new StatesError(StatesError.TASK_FAILED, "no answer was recorded")));
    }
    Map<String, Object> answer = found.get();
    check(request.parameters().text(), answer);
    if (answer.get("submitted") instanceof Map<?, ?> submitted) {
      awaited.put(open.orElseThrow().name(), answer);
      return Optional.of(Outcome.ok(payload(parsed(submitted.get("output")))));
    }
    return end(answer);
  }

  /**
   * Does what somebody outside did for a task that waits.
   *
   * @return false where it was left alone
   */
  synchronized boolean act(Stage.Open open) {
    if (open.task().answer() != null) {
      return false;
    }
    if (open.task().kind() == TaskKind.ACTIVITY && open.task().claimedAt() == null) {
      return poll(open);
    }
    Map<String, Object> answer = awaited.remove(open.name());
    if (answer == null) {
      return false;
    }
    return end(answer).map(outcome -> {
      send(stage.token(open), outcome);
      return true;
    }).orElse(false);
  }

  /** Takes a task as the activity's recorded worker did. */
  private boolean poll(Stage.Open open) {
    Optional<Map<String, Object>> found = next(stage.place(open).orElseThrow());
    if (found.isEmpty()) {
      return false;
    }
    Map<String, Object> answer = found.get();
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("activityArn",
        Objects.requireNonNull(comparison.instantiate(answer.get("resource"))));
    if (answer.get("workerName") instanceof String worker) {
      arguments.put("workerName", worker);
    }
    Stage.Answer task = stage.call("GetActivityTask", arguments);
    if (!(task.body().get("taskToken") instanceof String token)) {
      return false;
    }
    unused.remove(answer);
    check((String) task.body().get("input"), answer);
    end(answer).ifPresent(outcome -> send(token, outcome));
    return true;
  }

  private void send(String token, Outcome<Payload> outcome) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("taskToken", token);
    Stage.Answer answer = switch (outcome) {
      case Outcome.Ok<Payload>(Payload output) -> {
        arguments.put("output", output.text());
        yield stage.call("SendTaskSuccess", arguments);
      }
      case Outcome.Failed<Payload>(StatesError error, var _) -> {
        if (error.name() != null) {
          arguments.put("error", error.name());
        }
        if (error.cause() != null) {
          arguments.put("cause", error.cause());
        }
        yield stage.call("SendTaskFailure", arguments);
      }
    };
    if (answer.isError()) {
      differ("a recorded answer was refused: " + answer.body());
    }
  }

  private Optional<Map<String, Object>> take(Place place, String parameters) {
    Optional<Map<String, Object>> found = next(place)
        .or(() -> unused.stream()
            .filter(answer -> isPlaceLost(answer, place))
            .filter(answer -> comparison.matches(parametersOf(answer), parameters))
            .findFirst());
    found.ifPresentOrElse(unused::remove,
        () -> differ("no answer was recorded for " + place.state() + " " + place.mapIndexPath()));
    return found;
  }

  /** Sorted recordings lost the state; a few have an index path that no task of the state can have. */
  private static boolean isPlaceLost(Map<String, Object> answer, Place place) {
    return answer.get("state") == null
        || (place.state().equals(answer.get("state"))
            && pathOf(answer).size() != place.mapIndexPath().size());
  }

  private Optional<Map<String, Object>> takeAlike(String parameters) {
    Optional<Map<String, Object>> found = unused.stream()
        .filter(answer -> comparison.matches(parametersOf(answer), parameters))
        .findFirst();
    found.ifPresentOrElse(unused::remove,
        () -> differ("no answer was recorded for " + parameters));
    return found;
  }

  /** The next answer that was recorded at a place. */
  private Optional<Map<String, Object>> next(Place place) {
    return unused.stream()
        .filter(answer -> place.state().equals(answer.get("state"))
            && place.mapIndexPath().equals(pathOf(answer)))
        .findFirst();
  }

  private static List<?> pathOf(Map<String, Object> answer) {
    return RecordedCase.list(answer.get("mapIndexPath"));
  }

  private void check(@Nullable String actual, Map<String, Object> answer) {
    comparison.difference(parametersOf(answer), actual)
        .ifPresent(text -> differ("parameters of " + answer.get("state") + text));
  }

  private static @Nullable Object parametersOf(Map<String, Object> answer) {
    return answer.containsKey("parameters") ? answer.get("parameters") : answer.get("input");
  }

  private void differ(String text) {
    if (difference.isEmpty()) {
      difference = Optional.of(text);
    }
  }

  private Optional<Outcome<Payload>> end(Map<String, Object> answer) {
    Map<String, Object> outcome = object(answer.get("outcome"));
    String type = RecordedCase.text(outcome, "type");
    if (type.equals("succeeded")) {
      return Optional.of(Outcome.ok(payload(outcome.get("output"))));
    }
    return FAILURES.contains(type) ? Optional.of(Outcome.failed(error(outcome))) : Optional.empty();
  }

  /** Outputs were recorded as JSON texts, and objects among them parsed. */
  private Payload payload(@Nullable Object output) {
    Object value = comparison.instantiate(output);
    return value instanceof String text ? Payload.ofText(text) : Payload.of(value);
  }

  private StatesError error(Map<String, Object> outcome) {
    Object cause = comparison.instantiate(
        outcome.containsKey("causeText") ? outcome.get("causeText") : outcome.get("cause"));
    String text = cause == null || cause instanceof String ? (String) cause : Json.write(cause);
    return new StatesError((String) comparison.instantiate(outcome.get("error")), text);
  }

  private static @Nullable Object parsed(@Nullable Object output) {
    return output instanceof String text ? Json.parse(text) : output;
  }

}
