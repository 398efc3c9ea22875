package dev.pawl.api.rest;

import dev.pawl.api.execution.ExecutionEvents;
import dev.pawl.api.execution.ExecutionWatch;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts executions: as AWS does, or attaching to the one that has the key; and waits for their ends. */
final class ExecutionStarts {
  private static final String ARN = "executionArn";
  private static final String NAME = "name";
  private static final String KEY = "key";
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;

  private final Service service;
  private final ExecutionEvents events;
  private final ExecutionWatch watch;
  private final Semaphore waiting;

  /** @param waiting one for each caller that may wait, or follow an execution */
  ExecutionStarts(Service service, ExecutionEvents events, ExecutionWatch watch,
      Semaphore waiting) {
    this.service = service;
    this.events = events;
    this.watch = watch;
    this.waiting = waiting;
  }

  /** The ARN of the state machine, or of the version or alias that the parameters name. */
  static String qualified(Names names, RestRequest request) {
    Optional<String> version = request.number("version").map(String::valueOf);
    Optional<String> alias = request.parameter("alias");
    if (version.isPresent() && alias.isPresent()) {
      throw ProblemException.badParameter("Only one of the parameters version and alias may stand");
    }
    return version.or(() -> alias)
        .map(qualifier -> names.qualified(request, qualifier))
        .orElseGet(() -> names.stateMachine(request));
  }

  RestAnswer start(RestRequest request) {
    Map<String, @Nullable Object> members = request.copy();
    Optional<String> key = Optional.ofNullable((String) members.remove(KEY));
    if (key.isPresent() && members.containsKey(NAME)) {
      throw ProblemException.badMember("Only one of the members name and key may stand");
    }
    key.ifPresent(name -> members.put(NAME, name));
    members.put("stateMachineArn", qualified(service.names(), request));
    Optional<Duration> longest = request.parameter("wait").map(WaitTime::of);
    if (isExpress(request)) {
      if (key.isPresent()) {
        throw ProblemException.badMember(
            "Express executions have no key: their names need not be unique");
      }
      return longest.isPresent()
          ? permitted(() -> runExpress(members))
          : leaveExpress(members);
    }
    return longest.isPresent()
        ? permitted(() -> awaited(begun(request, members, key), longest.get()))
        : answer(begun(request, members, key), CREATED);
  }

  private record Started(String arn, boolean isAttached) {}

  private Started begun(RestRequest request, Map<String, @Nullable Object> members,
      Optional<String> key) {
    return key.flatMap(name -> attached(request, name)).map(arn -> new Started(arn, true))
        .orElseGet(() -> started(request, members, key));
  }

  /** Asked for before anything is started: who is sent away has started nothing. */
  private RestAnswer permitted(Supplier<RestAnswer> work) {
    if (!waiting.tryAcquire()) {
      throw ProblemException.tooManyStreams();
    }
    try {
      return work.get();
    } finally {
      waiting.release();
    }
  }

  /** The execution that has the key, whatever its input and its state. */
  private Optional<String> attached(RestRequest request, String key) {
    String arn = service.names().execution(request.part(NAME), key);
    try {
      Map<String, @Nullable Object> _ = service.call("DescribeExecution",
          Map.of(ARN, arn, "includedData", "METADATA_ONLY"));
      return Optional.of(arn);
    } catch (ApiException e) {
      // A key that no name can be is for the start to refuse.
      if (e.error() == ApiError.EXECUTION_DOES_NOT_EXIST || e.error() == ApiError.INVALID_ARN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Started started(RestRequest request, Map<String, @Nullable Object> members,
      Optional<String> key) {
    try {
      return new Started((String) Objects
          .requireNonNull(service.call("StartExecution", members).get(ARN)), false);
    } catch (ApiException e) {
      if (key.isPresent() && e.error() == ApiError.EXECUTION_ALREADY_EXISTS) {
        // Somebody else with the same key came first.
        return new Started(service.names().execution(request.part(NAME), key.get()), true);
      }
      throw e;
    }
  }

  private RestAnswer awaited(Started started, Duration longest) {
    boolean hasEnded = watch
        .await(events.key(started.arn()), Integer.MAX_VALUE, longest).isPresent();
    return answer(started, hasEnded ? 200 : ACCEPTED);
  }

  private RestAnswer answer(Started started, int status) {
    Map<String, @Nullable Object> answer = service.show("DescribeExecution", ARN, started.arn());
    answer.put("attached", started.isAttached());
    RestAnswer.Document document = RestAnswer
        .of(status == CREATED && started.isAttached() ? 200 : status, answer);
    return answer.get("self") instanceof String self ? document.with("Location", self) : document;
  }

  private boolean isExpress(RestRequest request) {
    return "EXPRESS".equals(service.call("DescribeStateMachine", Map.of(
        "stateMachineArn", service.names().stateMachine(request), "includedData",
        "METADATA_ONLY")).get("type"));
  }

  /** Nobody can ask for it any more: its state machine's log tells what becomes of it. */
  private RestAnswer leaveExpress(Map<String, @Nullable Object> members) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>(
        service.call("StartExecution", members));
    answer.put("stateMachineArn", members.get("stateMachineArn"));
    answer.put("status", "RUNNING");
    answer.put("attached", false);
    return RestAnswer.of(ACCEPTED, answer);
  }

  /** Ends within five minutes by itself. */
  private RestAnswer runExpress(Map<String, @Nullable Object> members) {
    Map<String, @Nullable Object> answer = service.call("StartSyncExecution", members);
    answer.put("attached", false);
    return RestAnswer.ok(answer);
  }
}
