package dev.pawl.worker.lease;

import dev.pawl.db.DailyRetention;
import dev.pawl.db.Database;
import dev.pawl.db.Retention;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.connection.DatabaseUnavailableException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that one node does for all: the one that holds shard 0. Doing them twice does no harm. Each node
 * also looks at the database's clock again, so that drift does not add up.
 */
public final class Housekeeping implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration ROUND = Duration.ofSeconds(30);
  private static final int ONE_NODES_SHARD = 0;

  /** In rounds: how often partitions are made, and how often the planner's statistics are gathered. */
  private static final int PARTITIONS_EVERY = 120;
  private static final int STATISTICS_EVERY = 720;

  /** How often what is over its time is forgotten, and when first: not while a node that has just come starts. */
  private static final int RETENTION_EVERY = 120;
  private static final int FIRST_RETENTION = 20;

  /** The first statistics come early: statements planned on empty tables are slow. */
  private static final int FIRST_STATISTICS = 10;

  private final Database database;
  private final Leases leases;
  private final Kept kept;
  private int round;

  /** @param kept for how long what is over is kept */
  public Housekeeping(Database database, Leases leases, Kept kept) {
    this.database = database;
    this.leases = leases;
    this.kept = kept;
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(ROUND);
        round++;
        database.clock().resample();
        if (leases.shards().contains(ONE_NODES_SHARD)) {
          work();
        }
      } catch (InterruptedException e) {
        return;
      } catch (DatabaseUnavailableException e) {
        // The database's watch tells the operator, once for all.
        LOG.debug("housekeeping is tried again in {} s: {}", ROUND.toSeconds(), e.getMessage());
      } catch (RuntimeException | Error e) {
        // Errors, too: a node without this thread would look alive and do nothing.
        LOG.warn("housekeeping failed and is tried again in {} s", ROUND.toSeconds(), e);
      }
    }
  }

  private void work() {
    endDeletions();
    database.nodes().clearDead();
    database.parkedRuns().clear();
    if (round % PARTITIONS_EVERY == 0) {
      database.ensurePartitions(Database.DAYS_AHEAD);
    }
    if (round == FIRST_STATISTICS || round % STATISTICS_EVERY == 0) {
      database.analyze();
    }
    if (round % RETENTION_EVERY == FIRST_RETENTION) {
      forget();
    }
  }

  private void forget() {
    forgetLogs();
    Retention.Outcome outcome = database.retention().enforce(kept.executionDays());
    if (!outcome.days().isEmpty() || outcome.executions() > 0) {
      LOG.info(
          "executions over their time are gone: those that began on the days {}, and {} others",
          outcome.days().stream().map(LocalDate::ofEpochDay).toList(), outcome.executions());
    }
    if (!outcome.inUse().isEmpty()) {
      LOG.info("executions that began on the days {} are over their time, but somebody, such as a"
          + " backup, holds their tables; they are dropped in an hour",
          outcome.inUse().stream().map(LocalDate::ofEpochDay).toList());
    }
  }

  private void forgetLogs() {
    forgetDays("logs", database.logRetention(), kept.executionDays());
    forgetDays("audit events", database.auditRetention(), kept.auditDays());
  }

  private static void forgetDays(String what, DailyRetention retention, int longest) {
    List<Integer> days = retention.enforce(longest);
    if (!days.isEmpty()) {
      LOG.info("{} over their time are gone: those of the days {}", what,
          days.stream().map(LocalDate::ofEpochDay).toList());
    }
  }

  /** A state machine that was deleted is gone when its last execution has ended. */
  void endDeletions() {
    for (StateMachineRow machine : database.stateMachines().deleting()) {
      if (!database.executions().anyOpen(machine.id())) {
        database.versions().clear(machine.id());
        database.stateMachines().mark(machine.account(), machine.id(), StateMachineStatus.DELETED);
      }
    }
  }
}
