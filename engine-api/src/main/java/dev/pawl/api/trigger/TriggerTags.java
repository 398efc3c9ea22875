package dev.pawl.api.trigger;

import dev.pawl.api.access.Checked;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.db.trigger.TriggerKey;
import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.db.trigger.Triggers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The tags of rules, buses and groups of schedules. */
final class TriggerTags {
  private final Triggers triggers;
  private final EventRules rules;
  private final EventBuses buses;
  private final String account;

  TriggerTags(Triggers triggers, EventRules rules, EventBuses buses, String account) {
    this.triggers = triggers;
    this.rules = rules;
    this.buses = buses;
    this.account = account;
  }

  Map<String, @Nullable Object> list(Asked asked) {
    String arn = asked.required("ResourceARN");
    Checked.check("events:ListTagsForResource", arn);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("Tags", row(arn).map(row -> Tags.fromJson(row.tags()).toTree()).orElse(List.of()));
    return answer;
  }

  Map<String, @Nullable Object> tag(Asked asked) {
    return changed("events:TagResource", asked.required("ResourceARN"),
        tags -> tags.with(asked.objects("Tags")));
  }

  Map<String, @Nullable Object> untag(Asked asked) {
    return changed("events:UntagResource", asked.required("ResourceARN"),
        tags -> tags.without(asked.texts("TagKeys")));
  }

  private Map<String, @Nullable Object> changed(String action, String arn,
      UnaryOperator<Tags> change) {
    return Checked.changing(action, arn, () -> {
      TriggerRow row = row(arn).orElseThrow(() -> EventConnectionApi.missing(arn));
      boolean _ = triggers.tag(row.key(), change.apply(Tags.fromJson(row.tags())).toJson());
      return Asked.nothing();
    });
  }

  /** Empty for what is there and has no tags: the default bus, connections. */
  private Optional<TriggerRow> row(String arn) {
    String bus = buses.arn("");
    if (arn.equals(buses.arn(EventBuses.DEFAULT)) || arn.contains(":connection/")) {
      return Optional.empty();
    }
    Optional<TriggerKey> key = arn.startsWith(bus)
        ? Optional.of(new TriggerKey(account, TriggerKind.BUS, "", arn.substring(bus.length())))
        : rules.key(arn);
    return Optional.of(key.flatMap(triggers::find)
        .orElseThrow(() -> ApiError.TRIGGER_NOT_FOUND
            .about("Resource " + arn + " does not exist.")));
  }
}
