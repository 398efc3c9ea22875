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
import java.util.ArrayList;
import java.util.HashSet;
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

  /** So many messages of one that is occupied are a crowd. */
  private static final int MANY = 100;

  /** So many executions are loaded for their alarms at once. */
  private static final int ALARMS = 500;

  /** Those that wait for their commit here are still due in the database; more than these are there to be found. */
  private static final int SCANNED = ALARMS + Bursts.CROWD;

  /** While this node has enough to do, it looks so often whether that is still so. */
  private static final Duration CROWDED = Duration.ofMillis(2);

  /** Where nothing comes for a while, the time between two looks doubles up to so many times the poll. */
  private static final int RAREST = 5;

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
  private boolean found;

  /** Those that are left out of scans. */
  private final Set<ExecutionKey> crowding = new HashSet<>();

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
    Duration pause = poll;
    // A connection's wait may swallow the interrupt, and what is found later has no thread to run on.
    while (!Thread.currentThread().isInterrupted() && !bursts.isStopping()) {
      try {
        if (bursts.isCrowded()) {
          alarms.await(CROWDED);
        } else if (step()) {
          pause = poll;
        } else {
          Duration longest = poll.multipliedBy(RAREST);
          boolean called = alarms.await(pause);
          pause = called || found ? poll : pause.multipliedBy(2);
          pause = pause.compareTo(longest) > 0 ? longest : pause;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
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
    crowding.removeIf(key -> !isOccupied(key));
    crowding.stream().filter(bursts::isOccupied).forEach(bursts::knock);
    Runs.Scan scan = store.scan(shards, low, crowding, MESSAGES, SCANNED);
    List<InboxMessage> messages = scan.arrived().messages();
    var keys = new LinkedHashSet<ExecutionKey>();
    messages.forEach(message -> keys.add(message.to()));
    List<ExecutionKey> occupied = keys.stream().filter(bursts::isOccupied).toList();
    occupied.forEach(bursts::knock);
    keys.removeIf(this::isOccupied);
    boolean wasCrowded = messages.size() == MESSAGES && leaveOut(messages, keys);
    List<ExecutionKey> due = scan.due().runs().stream().map(Runs.DueRun::key)
        .filter(key -> !isOccupied(key)).toList();
    due.stream().limit(ALARMS).forEach(keys::add);
    deliver(keys, messages);
    boolean full = messages.size() == MESSAGES || due.size() > ALARMS
        || scan.due().runs().size() == SCANNED;
    if (!full) {
      low = scan.arrived().dbNow().minus(OVERLAP);
    }
    found = !keys.isEmpty();
    return full && (found || wasCrowded);
  }

  private boolean isOccupied(ExecutionKey key) {
    return bursts.isOccupied(key) || mapRuns.isOccupied(key);
  }

  /**
   * Whoever is occupied and has many messages is left out of scans until it has time for them, so that others are
   * found.
   *
   * @param keys of those that are not occupied
   * @return whether there is one more of them
   */
  private boolean leaveOut(List<InboxMessage> messages, Set<ExecutionKey> keys) {
    return messages.stream()
        .map(InboxMessage::to)
        .filter(key -> !keys.contains(key))
        .collect(Collectors.groupingBy(key -> key, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(counted -> counted.getValue() >= MANY)
        .map(counted -> crowding.add(counted.getKey()))
        .reduce(false, Boolean::logicalOr);
  }

  /** One that cannot be read must not keep the others from being loaded. */
  private List<LoadedRun> load(Set<ExecutionKey> keys) {
    try {
      return store.load(List.copyOf(keys)).runs();
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
        | StatementFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      List<LoadedRun> runs = new ArrayList<>();
      for (ExecutionKey key : List.copyOf(keys)) {
        try {
          runs.addAll(store.load(List.of(key)).runs());
        } catch (IllegalArgumentException | IllegalStateException unreadable) {
          keys.remove(key);
          bursts.unreadable(key, unreadable);
        }
      }
      return runs;
    }
  }

  private void deliver(Set<ExecutionKey> keys, List<InboxMessage> messages) {
    if (keys.isEmpty()) {
      return;
    }
    List<LoadedRun> runs = load(keys);
    if (bursts.isStopping()) {
      return;
    }
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
