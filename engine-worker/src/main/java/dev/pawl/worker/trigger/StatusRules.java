package dev.pawl.worker.trigger;

import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.db.trigger.Triggers;
import dev.pawl.triggers.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rules of default buses that may be for status changes, by account; follows what is in the database. */
final class StatusRules {
  private static final String DEFAULT_BUS = "default";

  private final Triggers triggers;
  private volatile Map<String, List<Known>> byAccount = Map.of();
  private String mark = "";

  /** @param id of this rule and no later one of its name */
  record Known(UUID id, Rule rule) {}

  StatusRules(Triggers triggers) {
    this.triggers = triggers;
  }

  /** Reads what was changed. For one thread. */
  void look() {
    String now = triggers.mark(TriggerKind.RULE);
    if (now.equals(mark)) {
      return;
    }
    Map<String, List<Known>> found = new HashMap<>();
    for (TriggerRow row : triggers.all(TriggerKind.RULE)) {
      Rule rule = Rule.fromJson(row.body());
      if (row.key().scope().equals(DEFAULT_BUS) && rule.isEnabled()
          && rule.pattern().isPresent()) {
        found.computeIfAbsent(row.key().account(), _ -> new ArrayList<>())
            .add(new Known(row.id(), rule));
      }
    }
    byAccount = found;
    mark = now;
  }

  /** Those of an account; for any thread. */
  List<Known> of(String account) {
    return byAccount.getOrDefault(account, List.of());
  }
}
