package dev.pawl.api.trigger;

import dev.pawl.api.access.Checked;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.db.Database;
import dev.pawl.db.connection.DatabaseClock;
import dev.pawl.db.trigger.TriggerKey;
import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.db.trigger.Triggers;
import dev.pawl.triggers.Schedule;
import dev.pawl.triggers.TimedSchedule;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schedules and their groups, as EventBridge Scheduler's API has them, for one account. */
public final class Scheduler {
  private static final String DEFAULT = "default";
  private static final double MILLIS = 1_000.0;
  private static final int LONGEST_WINDOW_MINUTES = 1_440;

  /** What a schedule is made of, in AWS's order. */
  private static final List<String> COPIED = List.of("ScheduleExpression",
      "ScheduleExpressionTimezone", "Description", "KmsKeyArn");

  private final Triggers triggers;
  private final DatabaseClock clock;
  private final TargetChecks checks;
  private final String region;
  private final String account;

  public Scheduler(Database database, String region, String account) {
    this.triggers = database.triggers();
    this.clock = database.clock();
    this.checks = new TargetChecks("scheduler.amazonaws.com", region, account);
    this.region = region;
    this.account = account;
  }

  private String arn(String kind, String rest) {
    return "arn:aws:scheduler:" + region + ':' + account + ':' + kind + '/' + rest;
  }

  private TriggerKey schedule(String group, String name) {
    return new TriggerKey(account, TriggerKind.SCHEDULE, group, name);
  }

  private TriggerKey group(String name) {
    return new TriggerKey(account, TriggerKind.GROUP, "", name);
  }

  // --- schedules ---

  Map<String, @Nullable Object> create(String name, Asked asked) {
    String group = known(asked.text("GroupName").orElse(DEFAULT));
    String arn = arn("schedule", group + '/' + name);
    return Checked.changing("scheduler:CreateSchedule", arn, () -> {
      Map<String, @Nullable Object> members = members(name, group, arn, asked);
      UUID id = UUID.randomUUID();
      if (!triggers.add(schedule(group, name), id, new TimedSchedule(members).toJson(), "{}",
          next(members, id, clock.now()))) {
        throw ApiError.CONFLICT.about("Schedule " + name + " already exists.");
      }
      return single("ScheduleArn", arn);
    });
  }

  Map<String, @Nullable Object> update(String name, Asked asked) {
    String group = asked.text("GroupName").orElse(DEFAULT);
    String arn = arn("schedule", group + '/' + name);
    return Checked.changing("scheduler:UpdateSchedule", arn, () -> {
      TriggerRow before = row(group, name);
      Map<String, @Nullable Object> members = members(name, group, arn, asked);
      if (!triggers.change(before, new TimedSchedule(members).toJson(),
          next(members, before.id(), clock.now()))) {
        throw ApiError.CONFLICT.about("Schedule " + name + " was changed by others. Try again.");
      }
      return single("ScheduleArn", arn);
    });
  }

  private static @Nullable Instant next(Map<String, @Nullable Object> members, UUID id,
      Instant now) {
    return new TimedSchedule(members).next(now, now, id).orElse(null);
  }

  private Map<String, @Nullable Object> members(String name, String group, String arn,
      Asked asked) {
    Asked named = new Asked(Map.of("Name", name));
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("Arn", arn);
    members.put("GroupName", group);
    members.put("Name", named.name("Name"));
    String expression = asked.required("ScheduleExpression");
    EventRules.valid(() -> Schedule.parse(expression), ApiError.VALIDATION);
    asked.description();
    COPIED.forEach(member -> asked.text(member).ifPresent(text -> members.put(member, text)));
    members.putIfAbsent("ScheduleExpressionTimezone", "UTC");
    EventRules.valid(() -> new TimedSchedule(members).zone(), ApiError.VALIDATION);
    members.put("State", asked.word("State", "ENABLED", "DISABLED"));
    members.put("ActionAfterCompletion", asked.word("ActionAfterCompletion", "NONE", "DELETE"));
    for (String time : List.of("StartDate", "EndDate")) {
      seconds(asked, time).ifPresent(at -> members.put(time, at));
    }
    members.put("FlexibleTimeWindow", window(asked));
    Asked target = asked.object("Target")
        .orElseThrow(() -> Asked.invalid("Parameter Target is required"));
    if (target.text("RoleArn").isEmpty()) {
      throw Asked.invalid("Parameter RoleArn of Target is required");
    }
    checks.call(target, target.text("Input").orElse("{}"));
    members.put("Target", target.members());
    return members;
  }

  private static Map<?, ?> window(Asked asked) {
    Asked window = asked.object("FlexibleTimeWindow")
        .orElseThrow(() -> Asked.invalid("Parameter FlexibleTimeWindow is required"));
    boolean flexible = window.word("Mode", "OFF", "FLEXIBLE").equals("FLEXIBLE");
    int minutes = window.number("MaximumWindowInMinutes", 0, 1, LONGEST_WINDOW_MINUTES);
    if (flexible == (minutes == 0)) {
      throw Asked.invalid(
          "FlexibleTimeWindow must have MaximumWindowInMinutes where its Mode is FLEXIBLE, and only there");
    }
    return window.members();
  }

  /** A time as JSON clients send it, in seconds since 1970, or as a text. */
  private static Optional<Object> seconds(Asked asked, String name) {
    return switch (asked.any(name)) {
      case null -> Optional.empty();
      case Number number -> Optional.of(number);
      case String text -> {
        try {
          yield Optional.of(Instant.parse(text).toEpochMilli() / MILLIS);
        } catch (DateTimeParseException _) {
          throw Asked.invalid(name + " must be a time");
        }
      }
      default -> throw ApiError.SERIALIZATION.about(name + " must be a time");
    };
  }

  private TriggerRow row(String group, String name) {
    return triggers.find(schedule(group, name)).orElseThrow(
        () -> ApiError.SCHEDULE_NOT_FOUND.about("Schedule " + name + " does not exist."));
  }

  Map<String, @Nullable Object> get(String name, Optional<String> groupName) {
    String group = groupName.orElse(DEFAULT);
    Checked.check("scheduler:GetSchedule", arn("schedule", group + '/' + name));
    TriggerRow row = row(group, name);
    Map<String, @Nullable Object> members = new LinkedHashMap<>(
        TimedSchedule.fromJson(row.body()).members());
    members.put("CreationDate", seconds(row.createdAt()));
    members.put("LastModificationDate", seconds(row.changedAt()));
    return members;
  }

  Map<String, @Nullable Object> delete(String name, Optional<String> groupName) {
    String group = groupName.orElse(DEFAULT);
    return Checked.changing("scheduler:DeleteSchedule", arn("schedule", group + '/' + name),
        () -> {
          TriggerRow row = row(group, name);
          boolean _ = triggers.delete(row.key());
          return Asked.nothing();
        });
  }

  Map<String, @Nullable Object> list(Asked asked) {
    Checked.check("scheduler:ListSchedules", "*");
    int limit = asked.number("MaxResults", Pages.LONGEST, 1, Pages.LONGEST);
    return Pages.of("Schedules",
        triggers.page(account, TriggerKind.SCHEDULE, asked.text("GroupName"),
            asked.text("NamePrefix").orElse(""), Pages.after(asked), limit + 1),
        limit, Scheduler::brief, row -> row.key().name());
  }

  private static Map<String, @Nullable Object> brief(TriggerRow row) {
    Map<String, @Nullable Object> members = TimedSchedule.fromJson(row.body()).members();
    Map<String, @Nullable Object> brief = new LinkedHashMap<>();
    for (String member : List.of("Arn", "GroupName", "Name", "State")) {
      brief.put(member, members.get(member));
    }
    brief.put("CreationDate", seconds(row.createdAt()));
    brief.put("LastModificationDate", seconds(row.changedAt()));
    brief.put("Target", Map.of("Arn",
        String.valueOf(TimedSchedule.fromJson(row.body()).target().get("Arn"))));
    return brief;
  }

  // --- groups ---

  /** The group of the name, which must be there. */
  private String known(String name) {
    if (!name.equals(DEFAULT) && triggers.find(group(name)).isEmpty()) {
      throw ApiError.SCHEDULE_NOT_FOUND.about("Schedule group " + name + " does not exist.");
    }
    return name;
  }

  Map<String, @Nullable Object> createGroup(String name, Asked asked) {
    String arn = arn("schedule-group", name);
    return Checked.changing("scheduler:CreateScheduleGroup", arn, () -> {
      String checked = new Asked(Map.of("Name", name)).name("Name");
      String tags = new Tags(Map.of()).with(asked.objects("Tags")).toJson();
      if (checked.equals(DEFAULT)
          || !triggers.add(group(checked), UUID.randomUUID(), "{}", tags, null)) {
        throw ApiError.CONFLICT.about("Schedule group " + name + " already exists.");
      }
      return single("ScheduleGroupArn", arn);
    });
  }

  Map<String, @Nullable Object> getGroup(String name) {
    Checked.check("scheduler:GetScheduleGroup", arn("schedule-group", name));
    return shownGroup(known(name));
  }

  private Map<String, @Nullable Object> shownGroup(String name) {
    Map<String, @Nullable Object> shown = single("Arn", arn("schedule-group", name));
    shown.put("Name", name);
    shown.put("State", "ACTIVE");
    triggers.find(group(name)).ifPresent(row -> {
      shown.put("CreationDate", seconds(row.createdAt()));
      shown.put("LastModificationDate", seconds(row.changedAt()));
    });
    return shown;
  }

  /** Deletes a group with all of its schedules. */
  Map<String, @Nullable Object> deleteGroup(String name) {
    return Checked.changing("scheduler:DeleteScheduleGroup", arn("schedule-group", name), () -> {
      if (known(name).equals(DEFAULT)) {
        throw Asked.invalid("The default schedule group cannot be deleted.");
      }
      triggers.deleteScope(account, TriggerKind.SCHEDULE, name);
      boolean _ = triggers.delete(group(name));
      return Asked.nothing();
    });
  }

  Map<String, @Nullable Object> listGroups(Asked asked) {
    Checked.check("scheduler:ListScheduleGroups", "*");
    int limit = asked.number("MaxResults", Pages.LONGEST, 1, Pages.LONGEST);
    String prefix = asked.text("NamePrefix").orElse("");
    String after = Pages.after(asked);
    List<String> names = new ArrayList<>(triggers
        .page(account, TriggerKind.GROUP, Optional.of(""), prefix, after, limit + 1).stream()
        .map(row -> row.key().name()).toList());
    if (DEFAULT.startsWith(prefix) && DEFAULT.compareTo(after) > 0) {
      names.add(DEFAULT);
      names.sort(null);
    }
    return Pages.of("ScheduleGroups", names, limit, this::shownGroup, name -> name);
  }

  // --- tags, which groups have ---

  Map<String, @Nullable Object> tags(String arn) {
    Checked.check("scheduler:ListTagsForResource", arn);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("Tags", Tags.fromJson(tagged(arn).tags()).toTree());
    return answer;
  }

  Map<String, @Nullable Object> tag(String arn, Asked asked) {
    return Checked.changing("scheduler:TagResource", arn, () -> {
      TriggerRow row = tagged(arn);
      boolean _ = triggers.tag(row.key(),
          Tags.fromJson(row.tags()).with(asked.objects("Tags")).toJson());
      return Asked.nothing();
    });
  }

  Map<String, @Nullable Object> untag(String arn, List<String> keys) {
    return Checked.changing("scheduler:UntagResource", arn, () -> {
      TriggerRow row = tagged(arn);
      boolean _ = triggers.tag(row.key(), Tags.fromJson(row.tags()).without(keys).toJson());
      return Asked.nothing();
    });
  }

  private TriggerRow tagged(String arn) {
    String prefix = arn("schedule-group", "");
    return Optional.of(arn).filter(one -> one.startsWith(prefix))
        .flatMap(one -> triggers.find(group(one.substring(prefix.length()))))
        .orElseThrow(() -> ApiError.SCHEDULE_NOT_FOUND
            .about("Resource " + arn + " does not exist."));
  }

  private static Map<String, @Nullable Object> single(String name, Object value) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put(name, value);
    return answer;
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / MILLIS;
  }
}
