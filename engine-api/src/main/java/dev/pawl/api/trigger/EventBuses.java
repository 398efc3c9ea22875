package dev.pawl.api.trigger;

import dev.pawl.api.access.Checked;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.db.trigger.TriggerKey;
import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.db.trigger.Triggers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Event buses; each account has the one called default. */
final class EventBuses {
  static final String DEFAULT = "default";

  private final Triggers triggers;
  private final String region;
  private final String account;

  EventBuses(Triggers triggers, String region, String account) {
    this.triggers = triggers;
    this.region = region;
    this.account = account;
  }

  /** The ARN of a bus. */
  String arn(String name) {
    return "arn:aws:events:" + region + ':' + account + ":event-bus/" + name;
  }

  private TriggerKey key(String name) {
    return new TriggerKey(account, TriggerKind.BUS, "", name);
  }

  /**
   * The bus that a request means.
   *
   * @param named by name or ARN; empty for the default one
   */
  String named(Optional<String> named) {
    String prefix = arn("");
    String name = named
        .map(text -> text.startsWith(prefix) ? text.substring(prefix.length()) : text)
        .orElse(DEFAULT);
    if (!name.equals(DEFAULT) && triggers.find(key(name)).isEmpty()) {
      throw ApiError.TRIGGER_NOT_FOUND.about("Event bus " + name + " does not exist.");
    }
    return name;
  }

  Map<String, @Nullable Object> create(Asked asked) {
    String name = asked.name("Name");
    return Checked.changing("events:CreateEventBus", arn(name), () -> {
      String tags = new Tags(Map.of()).with(asked.objects("Tags")).toJson();
      if (name.equals(DEFAULT)
          || !triggers.add(key(name), UUID.randomUUID(), "{}", tags, null)) {
        throw ApiError.TRIGGER_ALREADY_EXISTS.about("Event bus " + name + " already exists.");
      }
      return answer("EventBusArn", arn(name));
    });
  }

  Map<String, @Nullable Object> describe(Asked asked) {
    String name = named(asked.text("Name"));
    Checked.check("events:DescribeEventBus", arn(name));
    return shown(name);
  }

  Map<String, @Nullable Object> list(Asked asked) {
    Checked.check("events:ListEventBuses", "*");
    String prefix = asked.text("NamePrefix").orElse("");
    int limit = asked.number("Limit", Pages.LONGEST, 1, Pages.LONGEST);
    String after = Pages.after(asked);
    List<String> names = new ArrayList<>(triggers
        .page(account, TriggerKind.BUS, Optional.of(""), prefix, after, limit + 1).stream()
        .map((TriggerRow row) -> row.key().name()).toList());
    if (DEFAULT.startsWith(prefix) && DEFAULT.compareTo(after) > 0) {
      names.add(DEFAULT);
      names.sort(null);
    }
    return Pages.of("EventBuses", names, limit, this::shown, name -> name);
  }

  private Map<String, @Nullable Object> shown(String name) {
    Map<String, @Nullable Object> shown = answer("Name", name);
    shown.put("Arn", arn(name));
    return shown;
  }

  Map<String, @Nullable Object> delete(Asked asked) {
    String name = asked.name("Name");
    return Checked.changing("events:DeleteEventBus", arn(name), () -> {
      if (name.equals(DEFAULT)) {
        throw Asked.invalid("Cannot delete event bus default.");
      }
      if (!triggers.page(account, TriggerKind.RULE, Optional.of(name), "", "", 1).isEmpty()) {
        throw Asked.invalid("Event bus " + name + " can't be deleted since it has rules.");
      }
      boolean _ = triggers.delete(key(name));
      return Asked.nothing();
    });
  }

  private static Map<String, @Nullable Object> answer(String name, Object value) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put(name, value);
    return answer;
  }
}
