package dev.pawl.worker;

import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.task.Resource;
import dev.pawl.db.store.Store;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.burst.Alarms;
import dev.pawl.worker.burst.Bursts;
import dev.pawl.worker.burst.Family;
import dev.pawl.worker.burst.Reader;
import dev.pawl.worker.burst.World;
import dev.pawl.worker.definition.Definitions;
import dev.pawl.worker.lease.Leases;
import dev.pawl.worker.log.ExecutionLog;
import dev.pawl.worker.start.StartPath;
import java.util.function.Function;

/**
 * The parts of a node that move executions, put together and without a thread of their own: somebody takes the steps
 * of reader, lanes and leases, {@link Worker} with a thread for each.
 */
public final class Engine {
  private final Leases leases;
  private final Alarms alarms;
  private final Definitions definitions;
  private final Bursts bursts;
  private final StartPath starts;
  private final Reader reader;

  /**
   * Registers the node and takes its share of the shards.
   *
   * @param tokens of the account whose executions these are
   * @param connectors finds who makes the calls of a resource, and what becomes of lost ones
   * @param log gets the events of executions
   */
  public Engine(Store store, WorkerSettings settings, Incarnation me, TaskTokens tokens,
      Function<Resource, Connector> connectors, Machinery machinery, ExecutionLog log) {
    alarms = new Alarms(store);
    leases = new Leases(store, me, settings.build(), settings.onlyNode(),
        machinery.meters());
    var world = new World(store, settings, tokens, me.random());
    definitions = new Definitions(store, settings.region());
    var family = new Family(store, world);
    bursts = new Bursts(store, settings, me, world, definitions, alarms, leases, connectors,
        machinery, log, family);
    starts = new StartPath(store, settings, me, world, definitions, bursts, machinery, log,
        family);
    reader = new Reader(store, me, leases, bursts, alarms, settings.poll(),
        machinery.meters());
  }

  public Leases leases() {
    return leases;
  }

  public Alarms alarms() {
    return alarms;
  }

  public Definitions definitions() {
    return definitions;
  }

  public Bursts bursts() {
    return bursts;
  }

  public StartPath starts() {
    return starts;
  }

  public Reader reader() {
    return reader;
  }
}
