package dev.pawl.api.trigger;

import dev.pawl.api.WorkerSignal;
import dev.pawl.api.access.Checked;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.db.connection.DatabaseClock;
import dev.pawl.db.trigger.Deliveries;
import dev.pawl.db.trigger.NewDelivery;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.triggers.Event;
import dev.pawl.triggers.EventPattern;
import dev.pawl.triggers.EventRouter;
import dev.pawl.triggers.InvalidTriggerException;
import dev.pawl.triggers.Owed;
import dev.pawl.triggers.Rule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes events and owes calls to the targets of the rules that match: once it has answered, none of them is lost. */
final class EventSender {
  private static final int MOST_ENTRIES = 10;

  private final EventRules rules;
  private final EventBuses buses;
  private final Deliveries deliveries;
  private final DatabaseClock clock;
  private final WorkerSignal worker;
  private final String region;
  private final String account;

  private final EventRouter router = new EventRouter();

  EventSender(EventRules rules, EventBuses buses, Deliveries deliveries, DatabaseClock clock,
      WorkerSignal worker, String region, String account) {
    this.rules = rules;
    this.buses = buses;
    this.deliveries = deliveries;
    this.clock = clock;
    this.worker = worker;
    this.region = region;
    this.account = account;
  }

  Map<String, @Nullable Object> put(Asked asked) {
    List<Asked> entries = asked.objects("Entries");
    if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
      throw Asked.invalid("1 validation error detected: Value at 'entries' failed to satisfy"
          + " constraint: Member must have length from 1 to " + MOST_ENTRIES);
    }
    List<NewDelivery> owed = new ArrayList<>();
    List<Map<String, @Nullable Object>> results = new ArrayList<>();
    int failed = 0;
    for (Asked entry : entries) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      try {
        result.put("EventId", take(entry, owed));
      } catch (ApiException e) {
        if (e.error() == ApiError.ACCESS_DENIED) {
          throw e;
        }
        failed++;
        result.put("ErrorCode", e.error() == ApiError.VALIDATION
            ? "InvalidArgument"
            : e.error().code());
        result.put("ErrorMessage", e.text());
      }
      results.add(result);
    }
    deliveries.add(owed);
    if (!owed.isEmpty()) {
      worker.nudge();
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("FailedEntryCount", failed);
    answer.put("Entries", results);
    return answer;
  }

  private String take(Asked entry, List<NewDelivery> owed) {
    String bus = buses.named(entry.text("EventBusName"));
    Checked.check("events:PutEvents", buses.arn(bus));
    String id = UUID.randomUUID().toString();
    Instant now = clock.now();
    Map<String, @Nullable Object> event = Event.of(id, entry.required("Source"),
        entry.required("DetailType"), account, region,
        time(entry, now).truncatedTo(ChronoUnit.SECONDS), entry.texts("Resources"),
        detail(entry.required("Detail")));
    owe(bus, event, now, owed);
    return id;
  }

  private static Instant time(Asked entry, Instant now) {
    return entry.any("Time") instanceof Number seconds
        ? Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1_000))
        : now;
  }

  private static Object detail(String text) {
    try {
      if (Json.parse(text) instanceof Map<?, ?> members) {
        return members;
      }
    } catch (InvalidJsonException _) {
      // Said below: any other text is as wrong.
    }
    throw ApiError.MALFORMED_DETAIL.about("Detail is malformed.");
  }

  private void owe(String bus, Map<String, @Nullable Object> event, Instant now,
      List<NewDelivery> owed) {
    String text = Json.write(event);
    for (TriggerRow row : rules.rows(bus)) {
      for (Owed call : router.route(row.id(), Rule.fromJson(row.body()), event, text)) {
        owed.add(new NewDelivery(call.id(), account, call.source(), call.call().toJson(), now,
            now.plusSeconds(call.ageSeconds())));
      }
    }
  }

  Map<String, @Nullable Object> test(Asked asked) {
    Checked.check("events:TestEventPattern", "*");
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    try {
      EventPattern pattern = EventPattern.parse(asked.required("EventPattern"));
      answer.put("Result", pattern.matches(asked.required("Event")));
    } catch (InvalidTriggerException e) {
      throw ApiError.INVALID_EVENT_PATTERN.about(String.valueOf(e.getMessage()));
    }
    return answer;
  }
}
