package dev.pawl.api.trigger;

import dev.pawl.api.access.Checked;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.db.connection.DatabaseClock;
import dev.pawl.db.trigger.TriggerKey;
import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.db.trigger.Triggers;
import dev.pawl.triggers.EventPattern;
import dev.pawl.triggers.InvalidTriggerException;
import dev.pawl.triggers.Rule;
import dev.pawl.triggers.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules and their targets. */
final class EventRules {
  private static final String TARGETS = Rule.TARGETS;
  private static final int MOST_TARGETS = 100;
  private static final int ATTEMPTS = 5;

  /** What of a rule its description shows, in AWS's order. */
  private static final List<String> SHOWN = List.of("Name", "Arn", "EventPattern",
      "ScheduleExpression", "State", "Description", "RoleArn", "EventBusName");

  private final Triggers triggers;
  private final EventBuses buses;
  private final TargetChecks checks;
  private final DatabaseClock clock;
  private final String region;
  private final String account;

  EventRules(Triggers triggers, EventBuses buses, TargetChecks checks, DatabaseClock clock,
      String region, String account) {
    this.triggers = triggers;
    this.buses = buses;
    this.checks = checks;
    this.clock = clock;
    this.region = region;
    this.account = account;
  }

  /** The ARN of a rule. */
  String arn(String bus, String name) {
    return "arn:aws:events:" + region + ':' + account + ":rule/"
        + (bus.equals(EventBuses.DEFAULT) ? "" : bus + '/') + name;
  }

  private TriggerKey key(String bus, String name) {
    return new TriggerKey(account, TriggerKind.RULE, bus, name);
  }

  Map<String, @Nullable Object> put(Asked asked) {
    String name = asked.name("Name");
    String bus = buses.named(asked.text("EventBusName"));
    String arn = arn(bus, name);
    return Checked.changing("events:PutRule", arn, () -> {
      asked.text("RoleArn").ifPresent(checks::passRole);
      Map<String, @Nullable Object> members = members(asked, name, bus, arn);
      store(bus, name, asked, members);
      Map<String, @Nullable Object> answer = new LinkedHashMap<>();
      answer.put("RuleArn", arn);
      return answer;
    });
  }

  private static Map<String, @Nullable Object> members(Asked asked, String name, String bus,
      String arn) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("Name", name);
    members.put("Arn", arn);
    Optional<String> pattern = asked.text("EventPattern");
    Optional<String> schedule = asked.text("ScheduleExpression");
    if (pattern.isEmpty() && schedule.isEmpty()) {
      throw Asked.invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    if (schedule.isPresent() && !bus.equals(EventBuses.DEFAULT)) {
      throw Asked.invalid("ScheduleExpression is supported only on the default event bus.");
    }
    pattern.ifPresent(text -> {
      valid(() -> EventPattern.parse(text), ApiError.INVALID_EVENT_PATTERN);
      members.put("EventPattern", text);
    });
    schedule.ifPresent(text -> {
      valid(() -> Schedule.parse(text), ApiError.VALIDATION);
      if (text.startsWith("at(")) {
        throw Asked.invalid("Parameter ScheduleExpression is not valid.");
      }
      members.put("ScheduleExpression", text);
    });
    members.put("State", asked.word("State", "ENABLED", "DISABLED",
        "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"));
    asked.description().ifPresent(text -> members.put("Description", text));
    asked.text("RoleArn").ifPresent(text -> members.put("RoleArn", text));
    members.put("EventBusName", bus);
    return members;
  }

  /** Says why something is none. */
  static void valid(Runnable parsing, ApiError error) {
    try {
      parsing.run();
    } catch (InvalidTriggerException e) {
      throw error.about(String.valueOf(e.getMessage()));
    }
  }

  private void store(String bus, String name, Asked asked,
      Map<String, @Nullable Object> members) {
    String tags = new Tags(Map.of()).with(asked.objects("Tags")).toJson();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Instant now = clock.now();
      Optional<TriggerRow> before = triggers.find(key(bus, name));
      if (before.isEmpty()) {
        Rule rule = new Rule(members);
        if (triggers.add(key(bus, name), UUID.randomUUID(), rule.toJson(), tags,
            rule.next(now, now).orElse(null))) {
          return;
        }
      } else {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(members);
        all.put(TARGETS, Rule.fromJson(before.get().body()).targets());
        Rule rule = new Rule(all);
        if (triggers.change(before.get(), rule.toJson(), rule.next(now, now).orElse(null))) {
          return;
        }
      }
    }
    throw busy(name);
  }

  private static RuntimeException busy(String name) {
    return ApiError.CONCURRENT_MODIFICATION
        .about("Rule " + name + " is being changed by others. Try again.");
  }

  private TriggerRow row(String bus, String name) {
    return triggers.find(key(bus, name)).orElseThrow(() -> missing(bus, name));
  }

  private static RuntimeException missing(String bus, String name) {
    return ApiError.TRIGGER_NOT_FOUND
        .about("Rule " + name + " does not exist on EventBus " + bus + ".");
  }

  private void change(String bus, String name,
      Function<Rule, Map<String, @Nullable Object>> changed) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      TriggerRow before = row(bus, name);
      Rule old = Rule.fromJson(before.body());
      Rule rule = new Rule(changed.apply(old));
      boolean sameTimes = old.isEnabled() == rule.isEnabled();
      Instant now = clock.now();
      if (triggers.change(before, rule.toJson(),
          sameTimes ? before.nextAt() : rule.next(now, now).orElse(null))) {
        return;
      }
    }
    throw busy(name);
  }

  Map<String, @Nullable Object> describe(Asked asked) {
    String bus = buses.named(asked.text("EventBusName"));
    String name = asked.name("Name");
    Checked.check("events:DescribeRule", arn(bus, name));
    Map<String, @Nullable Object> shown = shown(row(bus, name));
    shown.put("CreatedBy", account);
    return shown;
  }

  private static Map<String, @Nullable Object> shown(TriggerRow row) {
    Map<String, @Nullable Object> members = Rule.fromJson(row.body()).members();
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    SHOWN.stream().filter(members::containsKey)
        .forEach(member -> shown.put(member, members.get(member)));
    return shown;
  }

  Map<String, @Nullable Object> list(Asked asked) {
    Checked.check("events:ListRules", "*");
    String bus = buses.named(asked.text("EventBusName"));
    int limit = asked.number("Limit", Pages.LONGEST, 1, Pages.LONGEST);
    return Pages.of("Rules",
        triggers.page(account, TriggerKind.RULE, Optional.of(bus),
            asked.text("NamePrefix").orElse(""), Pages.after(asked), limit + 1),
        limit, EventRules::shown, row -> row.key().name());
  }

  Map<String, @Nullable Object> enable(Asked asked) {
    return switched(asked, "events:EnableRule", "ENABLED");
  }

  Map<String, @Nullable Object> disable(Asked asked) {
    return switched(asked, "events:DisableRule", "DISABLED");
  }

  private Map<String, @Nullable Object> switched(Asked asked, String action, String state) {
    String bus = buses.named(asked.text("EventBusName"));
    String name = asked.name("Name");
    return Checked.changing(action, arn(bus, name), () -> {
      change(bus, name, rule -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>(rule.members());
        members.put("State", state);
        return members;
      });
      return Asked.nothing();
    });
  }

  /** One that is not there is deleted already. */
  Map<String, @Nullable Object> delete(Asked asked) {
    String bus = buses.named(asked.text("EventBusName"));
    String name = asked.name("Name");
    return Checked.changing("events:DeleteRule", arn(bus, name), () -> {
      Optional<TriggerRow> row = triggers.find(key(bus, name));
      if (row.filter(one -> !Rule.fromJson(one.body()).targets().isEmpty()).isPresent()) {
        throw Asked.invalid("Rule can't be deleted since it has targets.");
      }
      boolean _ = triggers.delete(key(bus, name));
      return Asked.nothing();
    });
  }

  Map<String, @Nullable Object> putTargets(Asked asked) {
    String bus = buses.named(asked.text("EventBusName"));
    String name = asked.name("Rule");
    return Checked.changing("events:PutTargets", arn(bus, name), () -> {
      List<Asked> targets = asked.objects(TARGETS);
      if (targets.isEmpty()) {
        throw Asked.invalid("Parameter Targets is required");
      }
      TriggerRow _ = row(bus, name);
      targets.forEach(target -> {
        String _ = target.required("Id");
        checks.target(target);
      });
      change(bus, name, rule -> {
        Map<String, Object> byId = new LinkedHashMap<>();
        rule.targets().forEach(target -> byId.put(id(target), target));
        targets.forEach(target -> byId.put(target.required("Id"), target.members()));
        if (byId.size() > MOST_TARGETS) {
          throw ApiError.LIMIT_EXCEEDED
              .about("The requested resource exceeds the maximum number allowed.");
        }
        return with(rule, List.copyOf(byId.values()));
      });
      return allWell();
    });
  }

  private static String id(Map<?, ?> target) {
    return String.valueOf(target.get("Id"));
  }

  private static Map<String, @Nullable Object> with(Rule rule, List<?> targets) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>(rule.members());
    members.put(TARGETS, targets);
    return members;
  }

  private static Map<String, @Nullable Object> allWell() {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("FailedEntryCount", 0);
    answer.put("FailedEntries", List.of());
    return answer;
  }

  Map<String, @Nullable Object> removeTargets(Asked asked) {
    String bus = buses.named(asked.text("EventBusName"));
    String name = asked.name("Rule");
    return Checked.changing("events:RemoveTargets", arn(bus, name), () -> {
      Set<String> gone = Set.copyOf(asked.texts("Ids"));
      change(bus, name, rule -> with(rule, rule.targets().stream()
          .filter(target -> !gone.contains(id(target))).toList()));
      return allWell();
    });
  }

  Map<String, @Nullable Object> targets(Asked asked) {
    String bus = buses.named(asked.text("EventBusName"));
    String name = asked.name("Rule");
    Checked.check("events:ListTargetsByRule", arn(bus, name));
    int limit = asked.number("Limit", Pages.LONGEST, 1, Pages.LONGEST);
    String after = Pages.after(asked);
    List<Map<?, ?>> targets = new ArrayList<>(Rule.fromJson(row(bus, name).body()).targets());
    targets.sort((one, other) -> id(one).compareTo(id(other)));
    return Pages.of(TARGETS,
        targets.stream().filter(target -> id(target).compareTo(after) > 0).toList(), limit,
        target -> target, EventRules::id);
  }

  Map<String, @Nullable Object> namesByTarget(Asked asked) {
    Checked.check("events:ListRuleNamesByTarget", "*");
    String bus = buses.named(asked.text("EventBusName"));
    String arn = asked.required("TargetArn");
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("RuleNames", all(bus).stream()
        .filter(rule -> rule.targets().stream()
            .anyMatch(target -> Objects.equals(target.get("Arn"), arn)))
        .map(rule -> String.valueOf(rule.members().get("Name"))).collect(Collectors.toList()));
    return answer;
  }

  /** All rules of a bus. */
  List<Rule> all(String bus) {
    return rows(bus).stream().map(row -> Rule.fromJson(row.body())).toList();
  }

  /** All rules of a bus, as they are stored. */
  List<TriggerRow> rows(String bus) {
    return triggers.page(account, TriggerKind.RULE, Optional.of(bus), "", "", Integer.MAX_VALUE);
  }

  /** The key that a rule's ARN names; empty where it is none of this account's. */
  Optional<TriggerKey> key(String arn) {
    String prefix = arn(EventBuses.DEFAULT, "");
    if (!arn.startsWith(prefix)) {
      return Optional.empty();
    }
    String rest = arn.substring(prefix.length());
    int slash = rest.indexOf('/');
    return Optional.of(slash < 0
        ? key(EventBuses.DEFAULT, rest)
        : key(rest.substring(0, slash), rest.substring(slash + 1)));
  }
}
