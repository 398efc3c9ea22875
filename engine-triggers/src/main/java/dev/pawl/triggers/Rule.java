package dev.pawl.triggers;

import dev.pawl.core.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule of an event bus, as EventBridge's API describes it, with its targets.
 *
 * @param members {@code Name}, {@code Arn}, {@code EventPattern}, {@code ScheduleExpression}, {@code State},
 *     {@code Description}, {@code RoleArn}, {@code EventBusName} and {@code Targets}
 */
public record Rule(Map<String, @Nullable Object> members) {
  public static final String TARGETS = "Targets";

  /** Reads what {@link #toJson} wrote. */
  public static Rule fromJson(String text) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(Json.parse(text)))
        .forEach((name, value) -> members.put(String.valueOf(name), value));
    return new Rule(members);
  }

  public String toJson() {
    return Json.write(members);
  }

  public String arn() {
    return text("Arn").orElse("");
  }

  public boolean isEnabled() {
    return !text("State").orElse("ENABLED").equals("DISABLED");
  }

  public Optional<String> pattern() {
    return text("EventPattern");
  }

  public Optional<Schedule> schedule() {
    return text("ScheduleExpression").map(Schedule::parse);
  }

  /** When it fires next after a moment; empty for never. */
  public Optional<Instant> next(Instant after, Instant begin) {
    return isEnabled()
        ? schedule().flatMap(schedule -> schedule.next(after, begin, ZoneOffset.UTC))
        : Optional.empty();
  }

  /** Its targets, as the API has them. */
  public List<Map<?, ?>> targets() {
    return members.get(TARGETS) instanceof List<?> targets
        ? targets.stream().flatMap(target -> target instanceof Map<?, ?> one
            ? Stream.<Map<?, ?>>of(one)
            : Stream.empty()).toList()
        : List.of();
  }

  /** What a target gets of an event. */
  public String input(Map<?, ?> target, Map<String, @Nullable Object> event) {
    return TargetInput.of(target).of(event,
        new TargetInput.RuleName(arn(), text("Name").orElse("")));
  }

  /** The event of a time at which a rule with a schedule fires. */
  public Map<String, @Nullable Object> scheduled(String id, String account, String region,
      Instant at) {
    return Event.of(id, "aws.events", "Scheduled Event", account, region,
        at.truncatedTo(ChronoUnit.SECONDS), List.of(arn()), Map.of());
  }

  private Optional<String> text(String name) {
    return members.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }
}
