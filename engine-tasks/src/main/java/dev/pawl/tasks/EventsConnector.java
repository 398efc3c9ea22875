package dev.pawl.tasks;

import dev.pawl.core.identity.Arn;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;

/**
 * {@code events:putEvents}: details may be any JSON, each event tells which execution sent it, and one that is not taken
 * fails the task (reference: service-integrations, section 3).
 */
final class EventsConnector implements Connector {
  private static final SdkErrors.Optimized ERRORS = new SdkErrors.Optimized("EventBridge",
      "AmazonEventBridge", "AmazonEventBridgeException");
  private static final String ENTRIES = "Entries";
  private static final String DETAIL = "Detail";
  private static final String RESOURCES = "Resources";

  private final SdkCalls calls;
  private final SdkService service;
  private final SdkOperation putEvents;

  EventsConnector(SdkCalls calls, SdkService service, SdkOperation putEvents) {
    this.calls = calls;
    this.service = service;
    this.putEvents = putEvents;
  }

  /** An event that is sent twice is two events. */
  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.UNKNOWN;
  }

  @Override
  public Outcome<Payload> call(TaskRequest task) throws InterruptedException {
    if (!(task.parameters().tree() instanceof Map<?, ?> parameters)) {
      return SdkCalls.unusable(task.parameters(), "The parameters must be an object");
    }
    PutEventsRequest.Builder request = PutEventsRequest.builder();
    try {
      SdkParameters.fill((SdkPojo) request, signed(parameters, sources(task.executionArn())));
    } catch (UnusableParametersException e) {
      return SdkCalls.unusable(task.parameters(), e.getMessage());
    }
    return calls
        .call(service, putEvents, request, RequestBody.empty(), task, RecoveryClass.UNKNOWN,
            ERRORS)
        .map(SdkResults::tree).then(EventsConnector::outcome);
  }

  private static Map<?, ?> signed(Map<?, ?> parameters, List<String> sources) {
    Map<Object, @Nullable Object> all = new LinkedHashMap<>(parameters);
    if (all.get(ENTRIES) instanceof List<?> entries) {
      all.put(ENTRIES, entries.stream()
          .map(entry -> entry instanceof Map<?, ?> members ? event(members, sources) : entry)
          .toList());
    }
    return all;
  }

  private static Object event(Map<?, ?> members, List<String> sources) {
    Map<Object, @Nullable Object> event = new LinkedHashMap<>(members);
    event.computeIfPresent(DETAIL,
        (_, detail) -> detail instanceof String ? detail : Json.write(detail));
    List<@Nullable Object> resources = new ArrayList<>();
    if (event.get(RESOURCES) instanceof List<?> named) {
      resources.addAll(named);
    }
    resources.addAll(sources);
    event.put(RESOURCES, resources);
    return event;
  }

  /** The execution and its state machine. */
  private static List<String> sources(String execution) {
    return Arn.parse(execution).map(arn -> switch (arn) {
      case Arn.Execution run -> List.of(execution,
          new Arn.StateMachine(run.region(), run.account(), run.stateMachine()).text());
      case Arn.Express run -> List.of(execution,
          new Arn.StateMachine(run.region(), run.account(), run.stateMachine()).text());
      default -> List.of(execution);
    }).orElse(List.of(execution));
  }

  private static Outcome<Payload> outcome(Map<String, @Nullable Object> result) {
    return result.get("FailedEntryCount") instanceof Integer failed && failed > 0
        ? Outcome.failed(new StatesError("EventBridge.FailedEntry", Causes.cut(Json.write(result))))
        : Outcome.ok(Payload.of(result));
  }
}
