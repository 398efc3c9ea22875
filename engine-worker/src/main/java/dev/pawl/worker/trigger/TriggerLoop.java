package dev.pawl.worker.trigger;

import dev.pawl.core.task.Resource;
import dev.pawl.db.Database;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.trigger.Triggers;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.attempt.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Looks after rules and schedules until it is interrupted. Any number of nodes may do so at the same time. */
public final class TriggerLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerLoop.class);

  /** So late is noticed at most what another node has written. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Semaphore nudges = new Semaphore(0);
  private final Database database;
  private final Triggers triggers;
  private final PipeRunners pipes;
  private final Firing firing;
  private final Delivering delivering;

  /**
   * @param permitted makes the calls that a role must be allowed
   * @param trusted makes those that whoever set them up has answered for
   * @param connectors of pipes, whose roles must be allowed what they call
   */
  public TriggerLoop(Database database, String region, Caller permitted, Caller trusted,
      Function<Resource, Connector> connectors) {
    this.pipes = new PipeRunners(database, connectors);
    this.database = database;
    this.triggers = database.triggers();
    this.firing = new Firing(triggers, database.deliveries(), region);
    this.delivering = new Delivering(database.deliveries(), permitted, trusted,
        database.meters());
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        boolean more = look();
        if (!more) {
          rest();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
          | DataAccessException e) {
        // The database's watch tells the operator, once for all.
        LOG.debug("rules and schedules are looked at again in {} s: {}", LOOK.toSeconds(),
            e.getMessage());
        pause();
      } catch (RuntimeException e) {
        LOG.error("rules and schedules are looked at again in {} s", LOOK.toSeconds(), e);
        pause();
      }
    }
    pipes.stop();
  }

  private boolean look() {
    Instant now = database.clock().now();
    pipes.look(now);
    if (triggers.nextDue().filter(due -> !due.isAfter(now)).isEmpty()) {
      return false;
    }
    boolean fired = firing.fireDue(now);
    boolean delivered = delivering.deliverDue(now);
    return fired || delivered;
  }

  private void rest() throws InterruptedException {
    if (nudges.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      int _ = nudges.drainPermits();
    }
  }

  /** Something was written that is due now. */
  public void nudge() {
    nudges.release();
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
