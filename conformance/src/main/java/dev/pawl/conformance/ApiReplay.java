package dev.pawl.conformance;

import static dev.pawl.conformance.RecordedCase.list;
import static dev.pawl.conformance.RecordedCase.object;
import static dev.pawl.conformance.RecordedCase.objects;
import static dev.pawl.conformance.RecordedCase.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the calls of one recording in their order and compares the answers. */
final class ApiReplay {
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d+)]");
  private static final String NEXT_TOKEN = "nextToken";
  private static final int MOST_TRIES = 50;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final Stage stage;
  private final ReplayingConnector connector;
  private final RecordedCase recorded;
  private final Comparison comparison;
  private final Answers answers;
  private final VirtualTime time;
  private final Map<String, Map<String, Object>> answered = new HashMap<>();

  ApiReplay(Stage stage, ReplayingConnector connector, RecordedCase recorded) {
    this.stage = stage;
    this.connector = connector;
    this.recorded = recorded;
    this.comparison = new Comparison(recorded.part("tokens"));
    this.answers = new Answers(stage, recorded, comparison);
    this.time = new VirtualTime(stage, connector);
  }

  Verdict run() {
    connector.play(answers);
    Optional<String> difference = Optional.empty();
    for (Map<String, Object> step : recorded.steps()) {
      difference = step.containsKey("op") ? call(step) : await(step);
      if (difference.isPresent()) {
        difference = difference
            .map(text -> step.getOrDefault("id", "await " + step.get("await")) + " " + text);
        break;
      }
    }
    return new Verdict.Replayed(recorded.id(),
        Map.of(Level.API, difference.or(answers::difference).or(this::derived)));
  }

  private Optional<String> call(Map<String, Object> step) {
    if (Boolean.TRUE.equals(step.get("clientSide"))) {
      return Optional.empty();
    }
    if ("TestState".equals(step.get("op"))
        && object(step.get("expect")).get("response") instanceof Map<?, ?> response) {
      answers.test(object(response));
    }
    Optional<String> difference = tryOnce(step);
    for (int i = 0; difference.isPresent() && step.containsKey("poll") && i < MOST_TRIES; i++) {
      time.pass(BETWEEN_TRIES);
      difference = tryOnce(step);
    }
    return difference;
  }

  private Optional<String> tryOnce(Map<String, Object> step) {
    String operation = text(step, "op");
    Map<String, Object> arguments = withLostToken(object(resolve(step.get("args"))));
    Stage.Answer answer = Boolean.TRUE.equals(step.get("paginate"))
        ? allPages(operation, arguments)
        : stage.call(operation, arguments);
    answered.put(text(step, "id"), answer.body());
    Map<String, Object> expect = object(step.get("expect"));
    if (expect.get("error") instanceof Map<?, ?> error) {
      return error(operation, object(error), answer);
    }
    if (answer.isError()) {
      return Optional.of(operation + " answered " + answer.body());
    }
    return expect.get("response") instanceof Map<?, ?> response
        ? comparison.difference(Comparison.unbilled(object(response)),
            AddedFields.without(response, Comparison.unbilled(answer.body())))
            .map(text -> operation + text)
        : Optional.empty();
  }

  /** A page token that was recorded as null would never have been sent: the recorder lost the last one given. */
  private Map<String, Object> withLostToken(Map<String, Object> arguments) {
    if (!arguments.containsKey(NEXT_TOKEN) || arguments.get(NEXT_TOKEN) != null) {
      return arguments;
    }
    Map<String, Object> sent = new LinkedHashMap<>(arguments);
    answered.values().stream()
        .map(answer -> answer.get(NEXT_TOKEN))
        .filter(Objects::nonNull)
        .reduce((_, later) -> later)
        .ifPresentOrElse(token -> sent.put(NEXT_TOKEN, token), () -> sent.remove(NEXT_TOKEN));
    return sent;
  }

  private Optional<String> error(String operation, Map<String, Object> error,
      Stage.Answer answer) {
    if (!answer.isError()) {
      return Optional.of(operation + " should have failed with " + error);
    }
    Map<String, Object> expected = new LinkedHashMap<>();
    Map<String, @Nullable Object> actual = new LinkedHashMap<>();
    compareMember("httpStatus", error.get("httpStatus"), answer.status(), expected, actual);
    compareMember("code", error.get("code"), answer.body().get("__type"), expected, actual);
    compareMember("message", error.get("message"), answer.body().get("message"), expected,
        actual);
    if (error.get("extra") instanceof Map<?, ?> extra) {
      extra.forEach((name, value) -> compareMember((String) name, value,
          answer.body().get(name), expected, actual));
    }
    return comparison.difference(expected, actual).map(text -> operation + text);
  }

  private static void compareMember(String name, @Nullable Object wanted, @Nullable Object found,
      Map<String, Object> expected, Map<String, @Nullable Object> actual) {
    if (wanted != null) {
      expected.put(name, wanted);
      actual.put(name, found);
    }
  }

  /** Follows the pages; the lists of the answers are joined. */
  private Stage.Answer allPages(String operation, Map<String, Object> arguments) {
    Map<String, Object> joined = new LinkedHashMap<>();
    Map<String, Object> request = new LinkedHashMap<>(arguments);
    while (true) {
      Stage.Answer page = stage.call(operation, request);
      if (page.isError()) {
        return page;
      }
      page.body().forEach((name, value) -> joined.merge(name, value, (before, more) -> {
        List<@Nullable Object> all = new ArrayList<>(list(before));
        all.addAll(list(more));
        return before instanceof List ? all : more;
      }));
      joined.remove(NEXT_TOKEN);
      if (!(page.body().get(NEXT_TOKEN) instanceof String next)) {
        return new Stage.Answer(page.status(), joined);
      }
      request.put(NEXT_TOKEN, next);
    }
  }

  private Optional<String> await(Map<String, Object> step) {
    String what = text(step, "await");
    Map<String, Object> arguments = object(resolve(step.getOrDefault("args", Map.of())));
    return switch (what) {
      case "executionTerminated", "executionSuccess", "executionAborted" -> time.until(
          () -> !"RUNNING".equals(described(arguments).get("status")), answers);
      case "executionListsTerminated", "listExecutionStatus" -> time.until(
          () -> stage.open().isEmpty(), answers);
      case "onExecutionEvents" -> time.until(
          () -> list(stage.call("GetExecutionHistory", of("executionArn", arguments)).body()
              .get("events")).size() > 1,
          answers);
      case "sleep" -> {
        time.pass(Duration.ofSeconds(
            arguments.getOrDefault("seconds", 1) instanceof Number seconds
                ? seconds.longValue()
                : 1));
        yield Optional.empty();
      }
      // Catalogues are consistent at once.
      default -> Optional.empty();
    };
  }

  private Map<String, Object> described(Map<String, Object> arguments) {
    return stage.call("DescribeExecution", of("executionArn", arguments)).body();
  }

  private static Map<String, Object> of(String name, Map<String, Object> arguments) {
    return Map.of(name, Objects.requireNonNull(arguments.get(name), name));
  }

  /** Parts of answers that were recorded apart; an element of a list may stand anywhere in it. */
  private Optional<String> derived() {
    for (Map<String, Object> part : objects(recorded.content().get("derived"))) {
      String path = String.valueOf(part.get("path"));
      Map<String, Object> answer = answered.get(String.valueOf(part.get("call")));
      if (answer == null) {
        return Optional.of("no call " + part.get("call"));
      }
      if (path.startsWith("~")) {
        Optional<String> difference = lastLogged(answer, part.get("value"));
        if (difference.isPresent()) {
          return difference;
        }
        continue;
      }
      boolean isElement = path.endsWith("]");
      Object found = at(answer, isElement ? path.substring(0, path.lastIndexOf('[')) : path);
      Object wanted = part.get("value");
      boolean agrees = isElement
          ? list(found).stream()
              .anyMatch(element -> comparison.matches(wanted, AddedFields.without(wanted, element)))
          : comparison.matches(wanted, AddedFields.without(wanted, found));
      if (!agrees) {
        return Optional.of(part.get("call") + "." + path + ": " + wanted + " is not in " + found);
      }
    }
    return Optional.empty();
  }

  /** The last record of the log group, of the execution that a call has started. */
  private Optional<String> lastLogged(Map<String, Object> started, @Nullable Object wanted) {
    return time.until(() -> true, answers)
        .or(() -> comparison.difference(wanted,
            stage.log().last(text(started, "executionArn")).orElseGet(Map::of))
            .map(text -> "log" + text));
  }

  private @Nullable Object resolve(@Nullable Object argument) {
    if (argument instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String reference) {
        int dot = reference.indexOf('.');
        return at(answered.get(reference.substring(0, dot)), reference.substring(dot + 1));
      }
      Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
      map.forEach((name, value) -> resolved.put((String) name, resolve(value)));
      return resolved;
    }
    if (argument instanceof List<?> list) {
      List<@Nullable Object> resolved = new ArrayList<>();
      list.forEach(element -> resolved.add(resolve(element)));
      return resolved;
    }
    return argument;
  }

  /** A member of an answer, by a path such as {@code mapRuns[0].mapRunArn}; null where there is none. */
  private static @Nullable Object at(@Nullable Object tree, String path) {
    Object value = tree;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      if (step.group(1) != null) {
        value = value instanceof Map<?, ?> map ? map.get(step.group(1)) : null;
      } else {
        int index = Integer.parseInt(step.group(2));
        value = value instanceof List<?> list && index < list.size() ? list.get(index) : null;
      }
    }
    return value;
  }
}
