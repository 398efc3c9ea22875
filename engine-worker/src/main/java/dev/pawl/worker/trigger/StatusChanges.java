package dev.pawl.worker.trigger;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.json.Json;
import dev.pawl.db.Database;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.Seals;
import dev.pawl.db.trigger.Deliveries;
import dev.pawl.db.trigger.NewDelivery;
import dev.pawl.triggers.EventRouter;
import dev.pawl.triggers.StatusChange;
import dev.pawl.triggers.TargetCall;
import dev.pawl.worker.definition.Machine;
import dev.pawl.worker.log.ExecutionLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Tells the default bus of an account, and the standing targets, what becomes of its Standard executions, once that is
 * committed. Best effort, as at AWS: what this node has not told before it dies is not told; what a target is owed is
 * kept until it was delivered. Runs until it is interrupted.
 */
public final class StatusChanges implements ExecutionLog, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusChanges.class);
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_AT_ONCE = 200;
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final StatusRules rules;
  private final Deliveries deliveries;
  private final Seals seals;
  private final InstantSource clock;
  private final List<String> standing;
  private final Runnable nudge;
  private final EventRouter router = new EventRouter();
  private final BlockingQueue<Change> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Counter leftOut;
  private final Counter told;

  private record Change(Execution execution, HistoryEvent event, UUID machine, int revision) {}

  /**
   * @param standing the ARNs of queues, topics and functions that get all changes of all accounts
   * @param nudge called when something is owed
   */
  public StatusChanges(Database database, List<String> standing, Runnable nudge) {
    this.rules = new StatusRules(database.triggers());
    this.deliveries = database.deliveries();
    this.seals = database.seals();
    this.clock = database.clock();
    this.standing = List.copyOf(standing);
    this.nudge = nudge;
    this.told = counter(database.meters(), "told");
    this.leftOut = counter(database.meters(), "left_out");
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("pawl.status.changes")
        .description("Changes of executions' statuses that a rule or a standing target may be for")
        .tag("result", result).register(meters);
  }

  @Override
  public void write(Execution execution, Machine machine, List<HistoryEvent> events) {
    if (execution.kind() != ExecutionKind.STANDARD
        || (standing.isEmpty() && rules.of(execution.account()).isEmpty())) {
      return;
    }
    for (HistoryEvent event : events) {
      if (StatusChange.isOne(event) && !waiting
          .offer(new Change(execution, event, machine.id(), machine.revision()))) {
        leftOut.increment();
      }
    }
  }

  @Override
  public void run() {
    List<Change> batch = new ArrayList<>();
    long looked = System.nanoTime() - LOOK.toNanos();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (System.nanoTime() - looked >= LOOK.toNanos()) {
          rules.look();
          looked = System.nanoTime();
        }
        if (batch.isEmpty()) {
          Change first = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
          if (first != null) {
            batch.add(first);
            waiting.drainTo(batch, MOST_AT_ONCE - 1);
          }
        }
        tell(batch);
        batch.clear();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
          | DataAccessException e) {
        // What is kept twice is one. The database's watch tells the operator.
        LOG.debug("status changes are told in {} s: {}", AGAIN.toSeconds(), e.getMessage());
        pause();
      } catch (RuntimeException e) {
        LOG.error("{} status changes are not told", batch.size(), e);
        leftOut.increment(batch.size());
        batch.clear();
        pause();
      }
    }
  }

  /** Tells what waits; for a worker that stops and has no more to write. */
  public void finish() {
    List<Change> rest = new ArrayList<>();
    waiting.drainTo(rest);
    try {
      tell(rest);
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
        | DataAccessException e) {
      LOG.warn("{} status changes are not told: the database is away", rest.size());
      leftOut.increment(rest.size());
    }
  }

  private void tell(List<Change> batch) {
    List<NewDelivery> owed = new ArrayList<>();
    for (Change change : batch) {
      boolean withData = !seals.seals(change.machine(), change.revision());
      StatusChange.of(change.execution(), change.event(), withData)
          .ifPresent(event -> owe(change.execution().account(), event, owed));
    }
    if (!owed.isEmpty()) {
      deliveries.add(owed);
      nudge.run();
    }
    told.increment(batch.size());
  }

  private void owe(String account, Map<String, @Nullable Object> event, List<NewDelivery> owed) {
    String text = Json.write(event);
    Instant now = clock.instant();
    for (StatusRules.Known known : rules.of(account)) {
      router.route(known.id(), known.rule(), event, text).forEach(call -> owed.add(
          new NewDelivery(call.id(), account, call.source(), call.call().toJson(), now,
              now.plusSeconds(call.ageSeconds()))));
    }
    for (String target : standing) {
      UUID id = UUID.nameUUIDFromBytes(
          (event.get("id") + target).getBytes(StandardCharsets.UTF_8));
      owed.add(new NewDelivery(id, account, target,
          TargetCall.of(Map.of("Arn", target), text, id).toJson(), now,
          now.plusSeconds(TargetCall.LONGEST_AGE_SECONDS)));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
