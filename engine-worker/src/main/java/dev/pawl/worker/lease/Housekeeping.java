package dev.pawl.worker.lease;

import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.connection.DatabaseUnavailableException;
import java.time.Duration;
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

  /** The first statistics come early: statements planned on empty tables are slow. */
  private static final int FIRST_STATISTICS = 10;

  private final Database database;
  private final Leases leases;
  private int round;

  public Housekeeping(Database database, Leases leases) {
    this.database = database;
    this.leases = leases;
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
        LOG.warn("housekeeping is tried again in {} s: {}", ROUND.toSeconds(), e.getMessage());
      } catch (RuntimeException | Error e) {
        // Errors, too: a node without this thread would look alive and do nothing.
        LOG.warn("housekeeping failed and is tried again in {} s", ROUND.toSeconds(), e);
      }
    }
  }

  private void work() {
    endDeletions();
    database.nodes().clearDead();
    if (round % PARTITIONS_EVERY == 0) {
      database.ensurePartitions(Database.DAYS_AHEAD);
    }
    if (round == FIRST_STATISTICS || round % STATISTICS_EVERY == 0) {
      database.analyze();
    }
  }

  /** A state machine that was deleted is gone when its last execution has ended. */
  void endDeletions() {
    for (StateMachineRow machine : database.stateMachines().deleting()) {
      if (!database.executions().anyOpen(machine.id())) {
        database.stateMachines().mark(machine.account(), machine.id(), StateMachineStatus.DELETED);
      }
    }
  }
}
