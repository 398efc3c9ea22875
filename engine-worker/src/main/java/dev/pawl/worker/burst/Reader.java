package dev.pawl.worker.burst;

import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.Runs;
import dev.pawl.db.store.ExecutionStore;
import dev.pawl.worker.Incarnation;
import dev.pawl.worker.lease.Leases;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for what is due in the shards of this node: first messages, then alarms. */
public final class Reader implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
  private static final int MESSAGES = 1_000;
  private static final int ALARMS = 500;

  /** A scan begins this far before the last one: rows of transactions that were still open then. */
  private static final Duration OVERLAP = Duration.ofSeconds(15);

  /** So often everything is scanned, in case something older was left. */
  private static final Duration WHOLE = Duration.ofSeconds(60);

  private final ExecutionStore store;
  private final Incarnation me;
  private final Leases leases;
  private final Bursts bursts;
  private final Alarms alarms;
  private final Duration poll;
  private MapRunLooker mapRuns = MapRunLooker.NOBODY;
  private volatile boolean whole = true;
  private Instant low = Instant.MIN;
  private long wholeAt;

  public Reader(ExecutionStore store, Incarnation me, Leases leases, Bursts bursts, Alarms alarms,
      Duration poll) {
    this.store = store;
    this.me = me;
    this.leases = leases;
    this.bursts = bursts;
    this.alarms = alarms;
    this.poll = poll;
  }

  /** Looks after Map runs, too; to be called before the first step. */
  public void serve(MapRunLooker looker) {
    mapRuns = looker;
  }

  /** Shards have come to this node: the next scan leaves nothing out. */
  public void scanWhole() {
    whole = true;
    alarms.nudge();
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      if (!step()) {
        try {
          alarms.await(poll);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Scans once; true where a full batch says that there is more to find at once. */
  public boolean step() {
    try {
      return scan();
    } catch (StatementFailedException | UnknownCommitOutcomeException
        | DatabaseUnavailableException e) {
      LOG.warn("the database could not be read and is tried again: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      // Errors, too: a node without this thread would look alive and do nothing.
      LOG.error("a scan failed and is tried again", e);
    }
    return false;
  }

  private boolean scan() {
    // Before the shards are read: one that comes in between is then scanned whole in the next round.
    boolean all = whole || me.nanosSince(wholeAt) > WHOLE.toNanos();
    whole = false;
    Set<Integer> shards = leases.shards();
    if (shards.isEmpty()) {
      whole = true;
      return false;
    }
    if (all) {
      wholeAt = me.nanoTime().getAsLong();
      low = Instant.MIN;
    }
    Runs.Arrived arrived = store.messages(shards, low, MESSAGES);
    Runs.Due due = store.due(shards, low, ALARMS);
    var keys = new LinkedHashSet<ExecutionKey>();
    arrived.messages().forEach(message -> keys.add(message.to()));
    due.runs().forEach(run -> keys.add(run.key()));
    keys.removeIf(key -> bursts.isOccupied(key) || mapRuns.isOccupied(key));
    deliver(keys, arrived.messages());
    boolean full = arrived.messages().size() == MESSAGES || due.runs().size() == ALARMS;
    if (!full) {
      low = arrived.dbNow().minus(OVERLAP);
    }
    return full && !keys.isEmpty();
  }

  private void deliver(Set<ExecutionKey> keys, List<InboxMessage> messages) {
    if (keys.isEmpty()) {
      return;
    }
    List<LoadedRun> runs = store.load(List.copyOf(keys)).runs();
    runs.forEach(bursts::look);
    Set<ExecutionKey> open = runs.stream().map(LoadedRun::key).collect(Collectors.toSet());
    Set<ExecutionKey> others = new LinkedHashSet<>(keys);
    others.removeAll(open);
    if (!others.isEmpty()) {
      others.removeAll(mapRuns.look(others, messages));
    }
    List<InboxMessage> late = messages.stream()
        .filter(message -> others.contains(message.to()))
        .toList();
    if (!late.isEmpty()) {
      store.discard(late);
    }
  }
}
