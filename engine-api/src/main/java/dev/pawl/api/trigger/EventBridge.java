package dev.pawl.api.trigger;

import dev.pawl.api.WorkerSignal;
import dev.pawl.api.access.ConnectionAdministration;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.db.Database;
import dev.pawl.db.trigger.Triggers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations of EventBridge that Pawl offers, for one account. Safe for use by many threads. */
public final class EventBridge {
  /** How targets of this API begin. */
  public static final String PREFIX = "AWSEvents.";

  private final Map<String, Function<Asked, Map<String, @Nullable Object>>> operations;

  /** @param worker told of calls that are owed */
  public EventBridge(Database database, WorkerSignal worker,
      ConnectionAdministration administration, String region, String account) {
    Triggers triggers = database.triggers();
    var buses = new EventBuses(triggers, region, account);
    var rules = new EventRules(triggers, buses,
        new TargetChecks("events.amazonaws.com", region, account), database.clock(), region,
        account);
    var sender = new EventSender(rules, buses, database.deliveries(), database.clock(), worker,
        region, account);
    var connections = new EventConnectionApi(administration);
    var destinations = new ApiDestinations(triggers, administration, region, account);
    var tags = new TriggerTags(triggers, rules, buses, account);
    this.operations = Map.ofEntries(
        Map.entry("PutRule", rules::put), Map.entry("DescribeRule", rules::describe),
        Map.entry("ListRules", rules::list), Map.entry("EnableRule", rules::enable),
        Map.entry("DisableRule", rules::disable), Map.entry("DeleteRule", rules::delete),
        Map.entry("PutTargets", rules::putTargets),
        Map.entry("RemoveTargets", rules::removeTargets),
        Map.entry("ListTargetsByRule", rules::targets),
        Map.entry("ListRuleNamesByTarget", rules::namesByTarget),
        Map.entry("PutEvents", sender::put), Map.entry("TestEventPattern", sender::test),
        Map.entry("CreateEventBus", buses::create), Map.entry("DescribeEventBus", buses::describe),
        Map.entry("ListEventBuses", buses::list), Map.entry("DeleteEventBus", buses::delete),
        Map.entry("CreateConnection", connections::create),
        Map.entry("DescribeConnection", connections::describe),
        Map.entry("UpdateConnection", connections::update),
        Map.entry("DeleteConnection", connections::delete),
        Map.entry("ListConnections", connections::list),
        Map.entry("CreateApiDestination", destinations::create),
        Map.entry("DescribeApiDestination", destinations::describe),
        Map.entry("UpdateApiDestination", destinations::update),
        Map.entry("DeleteApiDestination", destinations::delete),
        Map.entry("ListApiDestinations", destinations::list),
        Map.entry("ListTagsForResource", tags::list), Map.entry("TagResource", tags::tag),
        Map.entry("UntagResource", tags::untag));
  }

  /**
   * Answers a request.
   *
   * @param target the header that names the operation
   * @param body JSON in UTF-8
   * @return the answer's JSON text
   * @throws dev.pawl.api.protocol.ApiException where the answer is an error
   */
  public String answer(String target, byte[] body) {
    Function<Asked, Map<String, @Nullable Object>> operation = operations
        .get(target.substring(PREFIX.length()));
    if (operation == null) {
      throw ApiError.UNKNOWN_OPERATION.about("Pawl does not offer " + target);
    }
    try {
      return Json.write(operation.apply(read(body)));
    } catch (ApiException e) {
      throw switch (e.error()) {
        case RESOURCE_NOT_FOUND -> ApiError.TRIGGER_NOT_FOUND.about(e.text());
        case CONFLICT -> ApiError.TRIGGER_ALREADY_EXISTS.about(e.text());
        default -> e;
      };
    }
  }

  static Asked read(byte[] body) {
    try {
      Object tree = body.length == 0
          ? Map.of()
          : Json.parse(new String(body, StandardCharsets.UTF_8));
      if (tree instanceof Map<?, ?> members) {
        return new Asked(members);
      }
      throw ApiError.SERIALIZATION.about("The request is no JSON object");
    } catch (InvalidJsonException e) {
      throw ApiError.SERIALIZATION.about("The request is not JSON: " + e.getMessage());
    }
  }
}
