package dev.pawl.worker.trigger;

import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.trigger.Deliveries;
import dev.pawl.db.trigger.Delivery;
import dev.pawl.triggers.TargetCall;
import dev.pawl.worker.attempt.Caller;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Makes the calls that are owed. A start of an execution is made once however often it is tried, since its name is the
 * call's; other calls are made at least once. What a target refuses for good, or for too long, goes to its dead letter
 * queue, and is kept until that has taken it.
 */
final class Delivering {
  private static final Logger LOG = LoggerFactory.getLogger(Delivering.class);
  private static final int BATCH = 100;

  /** Nobody else takes a call up for so long; it takes less. */
  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration LONGEST_CALL = Duration.ofSeconds(60);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** Errors that will be the same another time. */
  private static final Pattern FOR_GOOD = Pattern.compile("States\\.(Permissions|Runtime)"
      + "|States\\.Http\\.StatusCode\\.(?!401|407|408|409|429|5)[0-9]+"
      + "|.*\\.(.*(AccessDenied|DoesNotExist|NotFound|NonExistent|Invalid|Validation|Deleting).*)");

  private final Deliveries deliveries;
  private final Caller permitted;
  private final Caller trusted;
  private final Counter made;
  private final Counter repeated;
  private final Counter dead;

  /**
   * @param permitted makes the calls that a role must be allowed
   * @param trusted makes those that whoever set them up has answered for
   */
  Delivering(Deliveries deliveries, Caller permitted, Caller trusted, MeterRegistry meters) {
    this.deliveries = deliveries;
    this.permitted = permitted;
    this.trusted = trusted;
    this.made = counter(meters, "made");
    this.repeated = counter(meters, "repeated");
    this.dead = counter(meters, "dead");
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("pawl.trigger.deliveries")
        .description("Calls to the targets of rules and schedules, by what became of them")
        .tag("result", result).register(meters);
  }

  /**
   * Begins the calls that are due; they end by themselves.
   *
   * @return whether there may be more
   */
  boolean deliverDue(Instant now) {
    List<Delivery> due = deliveries.claim(BATCH, LEASE);
    due.forEach(delivery -> deliver(delivery, now));
    return due.size() == BATCH;
  }

  private void deliver(Delivery delivery, Instant now) {
    TargetCall call = TargetCall.fromJson(delivery.call());
    if (now.isAfter(delivery.expiresAt())) {
      giveUp(delivery, call, "EventAgeExceeded", "The target was not reached in time");
      return;
    }
    make(delivery, call, outcome -> {
      switch (outcome) {
        case Outcome.Ok<Payload> _ -> {
          deliveries.done(delivery.id());
          made.increment();
        }
        case Outcome.Failed<Payload> failed -> failed(delivery, call, failed.error());
      }
    });
  }

  private void failed(Delivery delivery, TargetCall call, StatesError error) {
    String name = String.valueOf(error.name());
    LOG.info("{}: its target cannot be called: {}", delivery.source(), name);
    if (FOR_GOOD.matcher(name).matches() || delivery.attempts() > call.retries()) {
      giveUp(delivery, call, name, String.valueOf(error.cause()));
    } else {
      repeated.increment();
      deliveries.later(delivery.id(), pause(delivery.attempts()));
    }
  }

  private void giveUp(Delivery delivery, TargetCall call, String error, String cause) {
    Optional<TargetCall> letter = call.deadLetter(delivery.source(), call.resource().arn(), error,
        cause);
    if (letter.isEmpty()) {
      LOG.warn("{}: a call is given up after {} tries, and there is no dead letter queue: {}",
          delivery.source(), delivery.attempts(), error);
      deliveries.done(delivery.id());
      dead.increment();
      return;
    }
    make(delivery, letter.get(), outcome -> {
      switch (outcome) {
        case Outcome.Ok<Payload> _ -> {
          deliveries.done(delivery.id());
          dead.increment();
        }
        case Outcome.Failed<Payload> failed -> {
          LOG.warn("{}: its dead letter queue takes nothing: {}", delivery.source(),
              failed.error().name());
          deliveries.later(delivery.id(), pause(delivery.attempts()));
        }
      }
    });
  }

  private void make(Delivery delivery, TargetCall call, Consumer<Outcome<Payload>> then) {
    Caller caller = call.role().isPresent() ? permitted : trusted;
    caller.prepare(new TaskRequest(new TaskToken(0, delivery.id(), 1, 0), delivery.createdAt(),
        call.resource(), call.parameters(), delivery.source(), call.role().orElse(""),
        IdempotencyTokens.of(delivery.id(), 1, 0), null, LONGEST_CALL),
        outcome -> note(delivery, () -> then.accept(outcome))).begin();
  }

  /** Where what became of a call cannot be written, it is taken up again after its lease. */
  private static void note(Delivery delivery, Runnable work) {
    try {
      work.run();
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
        | DataAccessException e) {
      LOG.debug("{}: what became of its call is not written: {}", delivery.source(),
          e.getMessage());
    }
  }

  private static Duration pause(int attempts) {
    long seconds = Math.min(1L << Math.min(attempts, 20), LONGEST_PAUSE.toSeconds());
    return Duration.ofMillis(seconds * 500
        + ThreadLocalRandom.current().nextLong(seconds * 500 + 1));
  }
}
