package dev.pawl.worker.trigger;

import dev.pawl.core.json.Json;
import dev.pawl.db.trigger.Deliveries;
import dev.pawl.db.trigger.NewDelivery;
import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.db.trigger.Triggers;
import dev.pawl.triggers.InvalidTriggerException;
import dev.pawl.triggers.Rule;
import dev.pawl.triggers.TargetCall;
import dev.pawl.triggers.TimedSchedule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns times at which rules and schedules fire into calls that are owed. Each time is used up once, whatever number of
 * nodes look; after an outage one of the times that were missed is made up for, and the schedule goes on from now.
 */
final class Firing {
  private static final Logger LOG = LoggerFactory.getLogger(Firing.class);
  private static final int BATCH = 100;

  private final Triggers triggers;
  private final Deliveries deliveries;
  private final String region;

  Firing(Triggers triggers, Deliveries deliveries, String region) {
    this.triggers = triggers;
    this.deliveries = deliveries;
    this.region = region;
  }

  /**
   * Fires what is due.
   *
   * @return whether there may be more
   */
  boolean fireDue(Instant now) {
    List<TriggerRow> due = triggers.due(BATCH);
    due.forEach(row -> fire(row, now));
    return due.size() == BATCH;
  }

  private void fire(TriggerRow row, Instant now) {
    List<NewDelivery> owed = new ArrayList<>();
    Optional<Instant> next = Optional.empty();
    try {
      next = row.key().kind() == TriggerKind.RULE
          ? rule(row, now, owed)
          : schedule(row, now, owed);
    } catch (InvalidTriggerException e) {
      // It was checked when it was made: a newer version must have written it.
      LOG.warn("{} {} of account {} cannot be understood and does not fire: {}",
          row.key().kind(), row.key().name(), row.key().account(), e.getMessage());
    }
    boolean fired = deliveries.fire(row, next.orElse(null), owed);
    if (fired && next.isEmpty() && row.key().kind() == TriggerKind.SCHEDULE
        && TimedSchedule.fromJson(row.body()).endsWithItself()) {
      boolean _ = triggers.delete(row.key());
    }
  }

  private Optional<Instant> rule(TriggerRow row, Instant now, List<NewDelivery> owed) {
    Rule rule = Rule.fromJson(row.body());
    Instant at = Objects.requireNonNull(row.nextAt());
    var event = rule.scheduled(id(row, at, "event").toString(), row.key().account(), region, at);
    for (Map<?, ?> target : rule.targets()) {
      UUID id = id(row, at, String.valueOf(target.get("Id")));
      owed.add(delivery(row, rule.arn(), target, rule.input(target, event), id, now));
    }
    return rule.next(now, row.changedAt());
  }

  private Optional<Instant> schedule(TriggerRow row, Instant now, List<NewDelivery> owed) {
    TimedSchedule schedule = TimedSchedule.fromJson(row.body());
    Instant at = Objects.requireNonNull(row.nextAt());
    UUID id = id(row, at, "target");
    owed.add(delivery(row, schedule.arn(), schedule.target(),
        schedule.input(at.minus(schedule.offset(row.id())), id.toString()), id, now));
    return schedule.next(now, row.createdAt(), row.id());
  }

  /** Its age counts from now, so that what an outage has held up is made up for. */
  private static NewDelivery delivery(TriggerRow row, String source, Map<?, ?> target,
      String input, UUID id, Instant now) {
    return new NewDelivery(id, row.key().account(), source,
        TargetCall.of(target, input, id).toJson(), now, now.plusSeconds(TargetCall.age(target)));
  }

  /** The same for the same time and target, so that a call that is kept twice is one. */
  private static UUID id(TriggerRow row, Instant at, String target) {
    return UUID.nameUUIDFromBytes(Json.write(List.of(row.id().toString(), at.toString(), target))
        .getBytes(StandardCharsets.UTF_8));
  }
}
