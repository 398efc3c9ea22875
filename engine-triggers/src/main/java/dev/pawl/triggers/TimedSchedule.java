package dev.pawl.triggers;

import dev.pawl.core.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule of EventBridge Scheduler, as its API describes it.
 *
 * @param members those of GetSchedule; times in seconds since 1970
 */
public record TimedSchedule(Map<String, @Nullable Object> members) {
  private static final int SECONDS_PER_MINUTE = 60;

  /** Reads what {@link #toJson} wrote. */
  public static TimedSchedule fromJson(String text) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(Json.parse(text)))
        .forEach((name, value) -> members.put(String.valueOf(name), value));
    return new TimedSchedule(members);
  }

  public String toJson() {
    return Json.write(members);
  }

  public String arn() {
    return String.valueOf(members.get("Arn"));
  }

  /** The target, as the API has it. */
  public Map<?, ?> target() {
    return members.get("Target") instanceof Map<?, ?> target ? target : Map.of();
  }

  /** Whether it is deleted once it has fired for the last time. */
  public boolean endsWithItself() {
    return "DELETE".equals(members.get("ActionAfterCompletion"));
  }

  /**
   * When it fires next; empty for never. Where it has a window it fires at the same place of it each time.
   *
   * @param after the scheduled time, or the moment, after which
   * @param id of the schedule, which decides about the place in the window
   */
  public Optional<Instant> next(Instant after, Instant createdAt, UUID id) {
    if ("DISABLED".equals(members.get("State"))) {
      return Optional.empty();
    }
    Schedule schedule = Schedule.parse(String.valueOf(members.get("ScheduleExpression")));
    Instant begin = time("StartDate").orElse(createdAt);
    return schedule.next(after.minus(offset(id)), begin, zone())
        .filter(at -> time("EndDate").filter(end -> at.isAfter(end)).isEmpty())
        .map(at -> at.plus(offset(id)));
  }

  /** How long after its scheduled times it fires. */
  public Duration offset(UUID id) {
    if (members.get("FlexibleTimeWindow") instanceof Map<?, ?> window
        && "FLEXIBLE".equals(window.get("Mode"))
        && window.get("MaximumWindowInMinutes") instanceof Number minutes) {
      int seconds = Math.max(1, minutes.intValue() * SECONDS_PER_MINUTE);
      return Duration.ofSeconds(Math.floorMod(id.hashCode(), seconds));
    }
    return Duration.ZERO;
  }

  /** @throws InvalidTriggerException where there is no such time zone */
  public ZoneId zone() {
    try {
      return members.get("ScheduleExpressionTimezone") instanceof String zone
          ? ZoneId.of(zone)
          : ZoneOffset.UTC;
    } catch (DateTimeException e) {
      throw new InvalidTriggerException("Invalid ScheduleExpressionTimezone.", e);
    }
  }

  /** What the target gets at a time. */
  public String input(Instant scheduledAt, String id) {
    String input = target().get("Input") instanceof String text ? text : "{}";
    return input.replace("<aws.scheduler.schedule-arn>", arn())
        .replace("<aws.scheduler.scheduled-time>", scheduledAt.toString())
        .replace("<aws.scheduler.execution-id>", id)
        .replace("<aws.scheduler.attempt-number>", "1");
  }

  private Optional<Instant> time(String name) {
    return members.get(name) instanceof Number seconds
        ? Optional.of(Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1_000)))
        : Optional.empty();
  }
}
