package dev.pawl.api;

import dev.pawl.core.conformance.Comparison;
import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls that were made on AWS, and what AWS answered. */
final class ApiRecording {
  /** Fields that AWS added after the recording. */
  private static final Set<String> ADDED = Set.of(
      "encryptionConfiguration", "variableReferences", "redriveCount", "redriveStatus",
      "redriveStatusReason", "revisionId", "tracingConfiguration");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = 20_000_000;

  private final Map<?, ?> recorded;
  private final Map<String, Map<String, Object>> answers = new HashMap<>();

  private ApiRecording(Map<?, ?> recorded) {
    this.recorded = recorded;
  }

  static ApiRecording read(Path file) {
    try {
      return new ApiRecording(map(Json.parse(Files.readString(file))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String id() {
    return (String) Objects.requireNonNull(recorded.get("id"));
  }

  /** Whether it calls only these operations and needs no other service. */
  boolean uses(Set<String> operations) {
    boolean alone = Set.of("pure", "activity").containsAll(list(recorded.get("needs")));
    boolean fast = !list(recorded.get("features")).contains("slow");
    return alone && fast
        && steps().stream()
            .filter(step -> step.containsKey("op"))
            .allMatch(step -> operations.contains(step.get("op")));
  }

  /** Makes the calls; the first difference, or empty. */
  Optional<String> replay(ApiServer server) {
    Comparison comparison = new Comparison(objects(recorded.get("tokens")));
    for (Map<?, ?> step : steps()) {
      Optional<String> difference = step.containsKey("op")
          ? call(server, step, comparison)
          : await(server, step);
      if (difference.isPresent()) {
        return difference.map(d -> step.get("id") + " " + d);
      }
    }
    return Optional.empty();
  }

  private Optional<String> call(ApiServer server, Map<?, ?> step, Comparison comparison) {
    if (Boolean.TRUE.equals(step.get("clientSide"))) {
      return Optional.empty();
    }
    String operation = (String) Objects.requireNonNull(step.get("op"));
    Map<String, Object> arguments = objects(resolve(step.get("args")));
    Map<String, Object> expected = objects(step.get("expect"));
    HttpResponse<String> answer = server.post(
        "AWSStepFunctions." + operation, Json.write(arguments));
    Map<String, Object> body = objects(Json.parse(answer.body()));
    answers.put(String.valueOf(step.get("id")), body);
    if (expected.get("error") instanceof Map<?, ?> error) {
      return error(comparison, error, answer.statusCode(), body);
    }
    if (answer.statusCode() != 200) {
      return Optional.of(operation + " answered " + answer.body());
    }
    return expected.get("response") instanceof Map<?, ?> response
        ? comparison.difference(response, reduced(response, body)).map(d -> operation + d)
        : Optional.empty();
  }

  private static Optional<String> error(Comparison comparison, Map<?, ?> error, int status,
      Map<String, Object> body) {
    if (status == 200) {
      return Optional.of("should have failed with " + error);
    }
    Map<String, Object> told = new LinkedHashMap<>();
    Map<String, Object> expected = new LinkedHashMap<>();
    for (var names : Map.of("code", "__type", "message", "message").entrySet()) {
      Object value = error.get(names.getKey());
      if (value != null) {
        expected.put(names.getKey(), value);
        told.put(names.getKey(), Objects.requireNonNull(body.get(names.getValue())));
      }
    }
    return comparison.difference(expected, told);
  }

  private Optional<String> await(ApiServer server, Map<?, ?> step) {
    Object arn = objects(resolve(step.get("args"))).get("executionArn");
    return switch (String.valueOf(step.get("await"))) {
      case "executionTerminated", "executionSuccess", "executionAborted" -> until(
          server, "DescribeExecution", Map.of("executionArn", Objects.requireNonNull(arn)),
          body -> !Objects.equals(body.get("status"), "RUNNING"));
      case "onExecutionEvents" -> until(
          server, "GetExecutionHistory", Map.of("executionArn", Objects.requireNonNull(arn)),
          body -> list(body.get("events")).size() > 1);
      default -> Optional.empty();
    };
  }

  private static Optional<String> until(ApiServer server, String operation,
      Map<String, Object> arguments, Predicate<Map<String, Object>> met) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      String answer = server.post("AWSStepFunctions." + operation, Json.write(arguments)).body();
      if (met.test(objects(Json.parse(answer)))) {
        return Optional.empty();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return Optional.of("nothing came of waiting with " + operation);
  }

  /** The answer without what later versions added, and events without their times. */
  private static @Nullable Object reduced(@Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof Map<?, ?> wanted && actual instanceof Map<?, ?> found) {
      Map<Object, @Nullable Object> kept = new LinkedHashMap<>();
      found.forEach((name, value) -> {
        boolean extra = ADDED.contains(name) || name.equals("timestamp");
        if (wanted.containsKey(name) || !extra) {
          kept.put(name, reduced(wanted.get(name), value));
        }
      });
      return kept;
    }
    if (expected instanceof List<?> wanted && actual instanceof List<?> found
        && wanted.size() == found.size()) {
      List<@Nullable Object> kept = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        kept.add(reduced(wanted.get(i), found.get(i)));
      }
      return kept;
    }
    return actual;
  }

  private @Nullable Object resolve(@Nullable Object argument) {
    if (argument instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String reference) {
        int dot = reference.indexOf('.');
        return objects(answers.get(reference.substring(0, dot))).get(reference.substring(dot + 1));
      }
      Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
      map.forEach((name, value) -> resolved.put((String) name, resolve(value)));
      return resolved;
    }
    return argument instanceof List<?> list ? list.stream().map(this::resolve).toList() : argument;
  }

  private List<Map<?, ?>> steps() {
    List<Map<?, ?>> steps = new ArrayList<>();
    list(recorded.get("steps")).forEach(step -> steps.add(map(step)));
    return steps;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> objects(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }
}
