package dev.pawl.worker.trigger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.Database;
import dev.pawl.db.trigger.NewDelivery;
import dev.pawl.db.trigger.TriggerKey;
import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.tasks.Connector;
import dev.pawl.triggers.ApiDestination;
import dev.pawl.triggers.EventRouter;
import dev.pawl.triggers.Owed;
import dev.pawl.triggers.Rule;
import dev.pawl.triggers.TargetCall;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of targets that are Pawl's own: API destinations, and other event buses of the account. An event that came
 * from another bus goes to no third one.
 */
public final class OwnTargets implements Connector {
  private static final String NOT_FOUND = "EventBridge.ResourceNotFoundException";
  private static final String DEFAULT_BUS = "default";
  private static final int MOST_DESTINATIONS = 10_000;
  private static final Resource HTTP = new Resource.Service("arn:aws:states:::http:invoke", "http",
      "invoke", Resource.Pattern.REQUEST_RESPONSE);

  private final Database database;
  private final Function<Resource, Connector> connectors;
  private final Runnable nudge;
  private final EventRouter router = new EventRouter();
  private final Cache<Pace, Bucket> paces = Caffeine.newBuilder().maximumSize(MOST_DESTINATIONS)
      .build();

  /** How fast an API destination may be called from this node. */
  private record Pace(String arn, int perSecond) {}

  /**
   * @param connectors finds who makes HTTP tasks' calls
   * @param nudge tells that something is owed
   */
  public OwnTargets(Database database, Function<Resource, Connector> connectors, Runnable nudge) {
    this.database = database;
    this.connectors = connectors;
    this.nudge = nudge;
  }

  /** Whether a call is one of these. */
  public static boolean are(Resource resource) {
    return resource instanceof Resource.Service service
        && service.service().equals(TargetCall.EVENTS)
        && (service.action().equals(TargetCall.INVOKE)
            || service.action().equals(TargetCall.FORWARD));
  }

  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.UNKNOWN;
  }

  @Override
  public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
    if (!(request.parameters().tree() instanceof Map<?, ?> parameters)) {
      throw new IllegalStateException("a target's call has no parameters");
    }
    String account = Arn.accountOf(request.executionArn());
    return ((Resource.Service) request.resource()).action().equals(TargetCall.INVOKE)
        ? invoke(request, account, parameters)
        : forward(account, parameters);
  }

  private Outcome<Payload> invoke(TaskRequest request, String account, Map<?, ?> parameters)
      throws InterruptedException {
    String arn = String.valueOf(parameters.get("ApiDestinationArn"));
    Optional<ApiDestination> found = named(arn, account, "api-destination/")
        .map(name -> name.split("/", 2)[0])
        .flatMap(name -> database.triggers()
            .find(new TriggerKey(account, TriggerKind.API_DESTINATION, "", name)))
        .map(row -> ApiDestination.fromJson(row.body()))
        .filter(destination -> arn.equals(destination.members().get("ApiDestinationArn")));
    if (found.isEmpty()) {
      return missing("ApiDestination", arn);
    }
    int rate = found.get().perSecond();
    paces.get(new Pace(arn, rate), _ -> Bucket.builder()
        .addLimit(limit -> limit.capacity(rate).refillGreedy(rate, Duration.ofSeconds(1)))
        .build()).asBlocking().consume(1);
    Map<?, ?> http = parameters.get("HttpParameters") instanceof Map<?, ?> given
        ? given
        : Map.of();
    TaskRequest call = new TaskRequest(request.attempt(), request.scheduledAt(), HTTP,
        Payload.of(found.get().call(http, String.valueOf(parameters.get("Input")))),
        request.executionArn(), request.executionRole(), request.idempotencyToken(),
        request.roleArn(), request.timeout());
    return connectors.apply(HTTP).call(call);
  }

  /** What an ARN of this account names. */
  private static Optional<String> named(String arn, String account, String kind) {
    String mark = ':' + account + ':' + kind;
    int at = arn.indexOf(mark);
    return arn.startsWith("arn:aws:events:") && at > 0
        ? Optional.of(arn.substring(at + mark.length()))
        : Optional.empty();
  }

  private static Outcome<Payload> missing(String kind, String arn) {
    return Outcome.failed(new StatesError(NOT_FOUND, kind + ' ' + arn + " does not exist."));
  }

  private Outcome<Payload> forward(String account, Map<?, ?> parameters) {
    String arn = String.valueOf(parameters.get("EventBusArn"));
    Optional<String> bus = named(arn, account, "event-bus/")
        .filter(name -> name.equals(DEFAULT_BUS) || database.triggers()
            .find(new TriggerKey(account, TriggerKind.BUS, "", name)).isPresent());
    if (bus.isEmpty()) {
      return missing("Event bus", arn);
    }
    String text = String.valueOf(parameters.get("Event"));
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    if (Json.parse(text) instanceof Map<?, ?> members) {
      members.forEach((name, value) -> event.put(String.valueOf(name), value));
    }
    Instant now = database.clock().now();
    List<NewDelivery> owed = new ArrayList<>();
    for (TriggerRow row : database.triggers().page(account, TriggerKind.RULE, bus, "", "",
        Integer.MAX_VALUE)) {
      for (Owed call : router.route(row.id(), Rule.fromJson(row.body()), event, text)) {
        if (!call.call().isForward()) {
          owed.add(new NewDelivery(call.id(), account, call.source(), call.call().toJson(), now,
              now.plusSeconds(call.ageSeconds())));
        }
      }
    }
    database.deliveries().add(owed);
    nudge.run();
    return Outcome.ok(Payload.of(Map.of()));
  }
}
