package dev.pawl.conformance;

import static dev.pawl.conformance.RecordedCase.list;
import static dev.pawl.conformance.RecordedCase.object;
import static dev.pawl.conformance.RecordedCase.objects;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Functions and queues that do what a recording says of those that were set up for it, where it does not have what
 * they answered.
 */
final class StandIns {
  private static final String ECHO = "returns its event unchanged";
  private static final String RAISE = "raises a built-in exception";
  private static final Set<String> NEEDS = Set.of("s3", "pure", "lambda", "sqs", "callback");

  private final List<String> behaviours = new ArrayList<>();
  private final boolean areKnown;

  StandIns(RecordedCase recorded) {
    objects(recorded.part("setup").get("lambdas"))
        .forEach(function -> behaviours.add(String.valueOf(function.get("behaviour"))));
    List<?> needs = list(recorded.content().get("needs"));
    areKnown = !needs.isEmpty() && NEEDS.containsAll(needs)
        && Set.of(ECHO, RAISE).containsAll(behaviours)
        && behaviours.stream().distinct().count() <= 1
        && (needs.contains("lambda") == !behaviours.isEmpty());
  }

  /** Whether what all of them do is known. */
  boolean areKnown() {
    return areKnown;
  }

  /** What the function or the queue answers. */
  Outcome<Payload> answer(TaskRequest request) {
    if (request.resource() instanceof Resource.Service service
        && service.service().equals("sqs")) {
      return Outcome.ok(Payload.of(message(request)));
    }
    return behaviours.contains(RAISE) ? raised() : echoed(request);
  }

  private static Map<String, Object> message(TaskRequest request) {
    Map<String, Object> answer = new LinkedHashMap<>();
    String body = Json.write(
        Objects.requireNonNull(
            object(request.parameters().tree()).getOrDefault("MessageBody", "")));
    answer.put("MessageId",
        UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8)).toString());
    return answer;
  }

  private static Outcome<Payload> echoed(TaskRequest request) {
    if (request.resource() instanceof Resource.Function) {
      return Outcome.ok(request.parameters());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ExecutedVersion", "$LATEST");
    answer.put("Payload", Objects.requireNonNull(
        object(request.parameters().tree()).getOrDefault("Payload", Map.of())));
    answer.put("StatusCode", 200);
    return Outcome.ok(Payload.of(answer));
  }

  /** As Python's runtime tells of it. */
  private static Outcome<Payload> raised() {
    Map<String, Object> cause = new LinkedHashMap<>();
    cause.put("errorMessage", "Some exception was raised.");
    cause.put("errorType", "Exception");
    cause.put("requestId", new UUID(0, 0).toString());
    cause.put("stackTrace", List.of(
        "  File \"/var/task/handler.py\", line 2, in handler\n    raise Exception(\"Some exception was raised.\")\n"));
    return Outcome.failed(new StatesError("Exception", Json.write(cause)));
  }
}
