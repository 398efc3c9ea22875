package dev.pawl.worker.maprun;

import dev.pawl.core.maprun.MapRunState;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OpenMapRun;
import dev.pawl.worker.burst.UnreadableRunException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Map run on this node: one step after the other. What it keeps in memory can be had again from the database and
 * the item source.
 */
final class MapRunner {
  private static final Logger LOG = LoggerFactory.getLogger(MapRunner.class);

  /** Where the database was away, it is tried again so much later. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** As of {@link dev.pawl.worker.burst.Reader}: older messages were seen, and now and then all are looked for. */
  private static final Duration OVERLAP = Duration.ofSeconds(15);
  private static final Duration WHOLE = Duration.ofSeconds(60);

  private final ExecutionKey key;
  private final MapRunners.Parts parts;
  private final MapRunners node;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean hasLeft;

  /** Whether a redrive waits until it has closed: what the reader finds of it at every look is no reason for another. */
  private boolean waitsForItsEnd;
  private volatile long parkedUntil = System.nanoTime();

  // Belongs to whoever holds busy.
  private @Nullable Memory memory;
  private @Nullable MapRunJob job;
  private Instant low = Instant.MIN;
  private long wholeAt = System.nanoTime();

  /** For the look after a step: whether children have ended meanwhile. */
  private volatile @Nullable Children children;

  /** What is good only as long as nobody else moves the Map run. */
  private static final class Memory {
    private final Children children;
    private final Reading reading;
    private final MapRunEnding ending;
    private long rev;
    private int firstBegun;
    private int begun;

    Memory(MapRunJob job, MapRunners.Parts parts, Children children, long rev) {
      this.children = children;
      this.reading = new Reading(job, parts);
      this.ending = new MapRunEnding(job, children, reading, parts);
      this.rev = rev;
    }
  }

  MapRunner(ExecutionKey key, MapRunners.Parts parts, MapRunners node) {
    this.key = key;
    this.parts = parts;
    this.node = node;
  }

  ExecutionKey key() {
    return key;
  }

  boolean isBusy() {
    return busy.get();
  }

  /** Whether there is no use in looking at it now. */
  boolean isOccupied() {
    return busy.get() || System.nanoTime() - parkedUntil < 0;
  }

  /** Something is due, or has come. */
  void wake() {
    if (!hasLeft && !isOccupied() && busy.compareAndSet(false, true)) {
      Thread _ = Thread.ofVirtual().name("map-run-" + key.id()).start(this::steps);
    }
  }

  private void steps() {
    try {
      boolean more = true;
      while (more && !hasLeft && !node.isStopping()) {
        more = step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (DatabaseUnavailableException e) {
      LOG.debug("Map run {} cannot go on and is tried again in {} s: {}", key.id(),
          SHORT.toSeconds(), e.getMessage());
      nothingWritten();
      park(SHORT);
    } catch (UnknownCommitOutcomeException e) {
      LOG.warn("whether a step of Map run {} was written is not known; it is loaded again in {} s:"
          + " {}", key.id(), SHORT.toSeconds(), e.getMessage());
      forgetMemory();
      park(SHORT);
    } catch (StatementFailedException e) {
      nothingWritten();
      if (e.isPassing()) {
        LOG.debug("the database refuses a statement for Map run {} for now: {}", key.id(),
            e.getMessage());
        park(SHORT);
      } else {
        park(node.standstill().failed(key, e));
      }
    } catch (RuntimeException | Error e) {
      // Errors, too: a runner that stays busy would keep its Map run from ever moving again.
      forgetMemory();
      park(node.standstill().failed(key, e));
    } finally {
      busy.set(false);
      if (!waitsForItsEnd) {
        parts.alarms().nudge();
      }
    }
    Children known = children;
    if (known != null && known.hasEnded()) {
      wake();
    }
  }

  private void nothingWritten() {
    if (memory != null) {
      memory.children.unwritten();
    }
  }

  private void park(Duration length) {
    parkedUntil = System.nanoTime() + length.toNanos();
    // A little later, so that it is over by then.
    parts.interpreters().executeAfter(length.plusMillis(1), this::wake);
  }

  /** One step; true where another may follow at once. */
  private boolean step() throws InterruptedException {
    boolean all = memory == null || System.nanoTime() - wholeAt > WHOLE.toNanos();
    Optional<OpenMapRun> loaded = parts.store().mapRun(key, all ? Instant.MIN : low);
    disownIfUnwanted(loaded);
    waitsForItsEnd = false;
    if (loaded.isEmpty()) {
      node.redriveIfAsked(key);
      leave();
      return false;
    }
    OpenMapRun open = loaded.get();
    if (all) {
      wholeAt = System.nanoTime();
    }
    MapRunState state = state(open);
    Memory here = memory(open.rev(), state);
    Progress progress = new Progress(job(), open, state, here.children, here.reading,
        here.ending, parts.watchdog());
    progress.apply();
    here.firstBegun = state.nextChild();
    here.begun = state.block().children();
    progress.act();
    if (!progress.isWorthwhile()) {
      here.begun = 0;
      low = open.dbNow().minus(OVERLAP);
      waitsForItsEnd = open.messages().stream()
          .anyMatch(message -> message.kind() == MessageKind.MAP_RUN_REDRIVEN);
      return false;
    }
    if (!parts.store().commit(progress.written())) {
      here.rev = -1;
      return true;
    }
    here.begun = 0;
    here.rev = open.rev() + 1;
    here.children.written();
    low = open.dbNow().minus(OVERLAP);
    node.standstill().moved(key);
    if (progress.isEnded()) {
      leave();
      if (progress.hasSucceeded()) {
        parts.store().forgetResults(key);
      }
      node.redriveIfAsked(key);
      return false;
    }
    // Something may have come meanwhile; the next look ends the turn where nothing has.
    return true;
  }

  /** Children that were started here, and that another node has not counted, since it stops the Map run. */
  private void disownIfUnwanted(Optional<OpenMapRun> loaded) {
    if (memory != null && memory.begun > 0
        && loaded.map(open -> state(open).end() != null).orElse(true)) {
      memory.children.disown(memory.firstBegun, memory.begun);
      memory.begun = 0;
    }
  }

  private static MapRunState state(OpenMapRun open) {
    try {
      return MapRunState.read(open.state());
    } catch (RuntimeException e) {
      throw new UnreadableRunException(open.key(), e);
    }
  }

  private MapRunJob job() {
    MapRunJob known = job;
    if (known == null) {
      byte[] plan = parts.store()
          .mapRunPlan(key)
          .orElseThrow(() -> new IllegalStateException("Map run " + key.id() + " has no plan"));
      known = MapRunJob.of(key, plan, parts.definitions());
      job = known;
    }
    return known;
  }

  /** Where another node has moved the Map run, what is known here may be wrong. */
  private Memory memory(long rev, MapRunState state) {
    Memory known = memory;
    if (known != null && known.rev == rev) {
      return known;
    }
    forgetMemory();
    MapRunJob what = job();
    Children fresh = what.isExpress()
        ? new ExpressChildren(what, parts, this::wake, state.nextChild() == 0)
        : new StandardChildren(what, parts);
    Memory made = new Memory(what, parts, fresh, rev);
    memory = made;
    children = fresh;
    return made;
  }

  private void forgetMemory() {
    Memory known = memory;
    if (known != null) {
      memory = null;
      children = null;
      known.children.forget();
      known.reading.close();
    }
  }

  /** It has closed; to be called within a step. */
  private void leave() {
    hasLeft = true;
    forgetMemory();
    node.forget(this);
  }

  /** Its shard has gone to another node; where a step is under way, that is noticed another time. */
  void leaveToOthers() {
    if (busy.compareAndSet(false, true)) {
      try {
        leave();
      } finally {
        busy.set(false);
      }
    }
  }
}
