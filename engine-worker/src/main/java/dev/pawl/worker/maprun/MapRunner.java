package dev.pawl.worker.maprun;

import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.codec.StoredMapRunEnd;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.ChildClosing;
import dev.pawl.core.maprun.Counts;
import dev.pawl.core.maprun.MapRunParameters;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.MapRunRow;
import dev.pawl.db.execution.MapRunStep;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OpenMapRun;
import dev.pawl.db.execution.OutgoingMessage;
import dev.pawl.tasks.item.ItemSource;
import dev.pawl.tasks.item.UnreadableItemsException;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One Map run on this node. What it keeps in memory, the items being read and Express children, can be had again from
 * the database and the item source.
 */
final class MapRunner {
  private static final Logger LOG = LoggerFactory.getLogger(MapRunner.class);
  private static final byte[] STOP = StoredAnswer.failure(null, null);

  /** After a fault of ours, and where the database was away, it is tried again so much later. */
  private static final Duration PARKED = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final ExecutionKey key;
  private final MapRunners.Parts parts;
  private final MapRunners node;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile long parkedUntil = System.nanoTime();

  // Belongs to the step under way; the hand-over from one to the next goes through busy.
  private @Nullable MapRunJob job;
  private @Nullable ChildInputs inputs;
  private volatile @Nullable ExpressChildren express;
  private long rev = -1;

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
    if (!isOccupied() && busy.compareAndSet(false, true)) {
      Thread _ = Thread.ofVirtual().name("map-run-" + key.id()).start(this::steps);
    }
  }

  private void steps() {
    try {
      boolean more = true;
      while (more && !node.isStopping()) {
        more = step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException e) {
      LOG.debug("Map run {} cannot go on and is tried again in {} s: {}", key.id(),
          SHORT.toSeconds(), e.getMessage());
      park(SHORT);
    } catch (StatementFailedException e) {
      LOG.atLevel(e.isPassing() ? Level.DEBUG : Level.WARN)
          .log("the database refuses a statement for Map run {}; it is tried again: {}", key.id(),
              e.getMessage());
      park(e.isPassing() ? SHORT : PARKED);
    } catch (RuntimeException | Error e) {
      // Errors, too: a runner that stays busy would keep its Map run from ever moving again.
      LOG.error("Map run {} cannot go on and is tried again in {} s", key.id(),
          PARKED.toSeconds(), e);
      park(PARKED);
    } finally {
      busy.set(false);
      parts.alarms().nudge();
    }
    ExpressChildren children = express;
    if (children != null && children.hasEnded()) {
      wake();
    }
  }

  private void park(Duration length) {
    parkedUntil = System.nanoTime() + length.toNanos();
    rev = -1;
    parts.interpreters().executeAfter(length, parts.alarms()::nudge);
  }

  /** One step; true where another may follow at once. */
  private boolean step() throws InterruptedException {
    List<OpenMapRun> loaded = parts.store().mapRuns(List.of(key));
    if (loaded.isEmpty()) {
      node.forget(this);
      return false;
    }
    OpenMapRun open = loaded.getFirst();
    MapRunJob known = job;
    if (known == null) {
      known = MapRunJob.of(key, open.row().plan(), parts.definitions());
      job = known;
    }
    if (rev != open.rev()) {
      forgetMemory();
    }
    Progress progress = new Progress(known, open);
    progress.apply();
    progress.act();
    if (!progress.isWorthwhile()) {
      rev = open.rev();
      return false;
    }
    if (!parts.store().commit(progress.written())) {
      rev = -1;
      return true;
    }
    rev = open.rev() + 1;
    if (progress.isEnded()) {
      node.forget(this);
      return false;
    }
    // Something may have come meanwhile; the next look ends the turn where nothing has.
    return true;
  }

  /** Another node has moved the Map run: what is known here may be wrong. */
  private void forgetMemory() {
    closeInputs();
    ExpressChildren children = express;
    if (children != null) {
      children.forget();
      express = null;
    }
  }

  private void closeInputs() {
    ChildInputs open = inputs;
    if (open != null) {
      inputs = null;
      open.close();
    }
  }

  /** Nothing of it stays in memory. */
  void close() {
    forgetMemory();
  }

  /** A step as it comes about. */
  private final class Progress {
    private final MapRunJob job;
    private final OpenMapRun open;
    private final MapRunParameters parameters;
    private final List<KeptItem> kept = new ArrayList<>();
    private MapRunState state;
    private Optional<MapRunStep.End> end = Optional.empty();

    Progress(MapRunJob job, OpenMapRun open) {
      this.job = job;
      this.open = open;
      MapRunRow row = open.row();
      this.parameters = new MapRunParameters(row.maxConcurrency(), row.toleratedCount(),
          row.toleratedPercentage());
      this.state = MapRunState.read(open.state());
    }

    /** Takes in what has come. */
    void apply() {
      for (InboxMessage message : open.messages()) {
        switch (message.kind()) {
          case ITEMS_CLOSED -> state = state.closed(ChildClosing.read(message.body()));
          case STOP -> state = state.ending(null);
          case UNKNOWN -> throw new IllegalStateException(
              "a message that a newer Pawl has sent cannot be applied");
          default -> {
            // To look at the row, which has been done, or a repeat of the beginning.
          }
        }
      }
      if (job.isExpress()) {
        List<ExpressChildren.Ended> ended = express().drain();
        for (ExpressChildren.Ended child : ended) {
          kept.add(child.result().kept(child.closing().index()));
        }
        state = state.closed(ended.stream().map(ExpressChildren.Ended::closing).toList());
      }
      state = state.judged(parameters);
    }

    /** Does what is next. */
    void act() throws InterruptedException {
      try {
        switch (state.next(parameters)) {
          case MapRunState.Next.Start(int most) -> start(most);
          case MapRunState.Next.Stop _ -> stopChildren();
          case MapRunState.Next.Await _ -> restart();
          case MapRunState.Next.Finish _ -> finish();
        }
      } catch (MapRunFailure failure) {
        state = state.ending(failure.error());
      }
    }

    /** Starts children; what is started twice is the same child. */
    private void start(int most) throws MapRunFailure, InterruptedException {
      restart();
      List<ChildInputs.ChildInput> block = new ArrayList<>();
      boolean isLast = false;
      try {
        isLast = read(most, block);
      } catch (UnreadableItemsException e) {
        throw MapRunFailure.ofReader(e);
      }
      if (job.isExpress()) {
        for (int i = 0; i < block.size(); i++) {
          express().start(state.nextChild() + i, block.get(i));
        }
      } else {
        startAll(block);
      }
      state = state.started(block.size(),
          block.stream().mapToLong(ChildInputs.ChildInput::items).sum());
      if (isLast) {
        state = state.of(state.nextItem());
        closeInputs();
      }
    }

    /** Reads inputs; true where there are no more. Where a source has gone away since it was opened, once again. */
    private boolean read(int most, List<ChildInputs.ChildInput> block)
        throws MapRunFailure, InterruptedException {
      boolean wasOpen = inputs != null;
      try {
        return fill(most, block);
      } catch (UnreadableItemsException e) {
        closeInputs();
        if (!wasOpen) {
          throw e;
        }
        LOG.info("{}: the items are opened again: {}", job.arn(), e.getMessage());
        block.clear();
        return fill(most, block);
      }
    }

    private boolean fill(int most, List<ChildInputs.ChildInput> block)
        throws MapRunFailure, InterruptedException {
      ChildInputs reading = inputs;
      if (reading == null) {
        reading = open(state.nextItem());
        inputs = reading;
      }
      while (block.size() < most) {
        ChildInputs.ChildInput input = reading.next();
        if (input == null) {
          return true;
        }
        block.add(input);
      }
      return false;
    }

    private ChildInputs open(long skip) {
      return new ChildInputs(job,
          new ItemSource(job.mode().reader(), job.plan(), parts.objects()), parts.interpreters(),
          parts.store(), parts.random(), parts.limits().payloadBytes(), skip);
    }

    private void startAll(List<ChildInputs.ChildInput> block) throws InterruptedException {
      List<CompletableFuture<Started>> starts = new ArrayList<>();
      for (int i = 0; i < block.size(); i++) {
        int index = state.nextChild() + i;
        ChildInputs.ChildInput child = block.get(i);
        starts.add(
            parts.starts().apply(
                new StartRequest(job.childMachine(), job.asked().revision(), Optional.empty(),
                    child.input(),
                    Optional.of(
                        new StartRequest.Child(job.child(index).id(),
                            Optional.of(job.parent(index, child.items())))))));
      }
      for (CompletableFuture<Started> start : starts) {
        try {
          Started _ = start.get();
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case DatabaseUnavailableException away -> throw away;
            case UnknownCommitOutcomeException unknown -> throw unknown;
            case null, default -> throw new IllegalStateException(
                "a child of " + job.arn() + " cannot be started", e.getCause());
          }
        }
      }
    }

    /** Express children that ran on a node which is gone run again. */
    private void restart() throws MapRunFailure, InterruptedException {
      if (!job.isExpress() || express().isWhole() || state.end() != null) {
        return;
      }
      try (ChildInputs again = open(0)) {
        for (int index = 0; index < state.nextChild(); index++) {
          ChildInputs.ChildInput input = again.next();
          if (input == null) {
            throw MapRunFailure.ofReader(new UnreadableItemsException(
                "The items have changed since they were read for the first time."));
          }
          if (!isKept(index)) {
            express().start(index, input);
          }
        }
      } catch (UnreadableItemsException e) {
        throw MapRunFailure.ofReader(e);
      }
      express().becomeWhole();
    }

    private boolean isKept(int index) {
      return kept.stream().anyMatch(item -> item.idx() == index)
          || parts.store().keptResults(key, index, 1).stream()
              .anyMatch(item -> item.idx() == index);
    }

    private ExpressChildren express() {
      ExpressChildren children = express;
      if (children == null) {
        children = new ExpressChildren(job, parts, MapRunner.this::wake, state.nextChild() == 0);
        express = children;
      }
      return children;
    }

    private void stopChildren() {
      if (job.isExpress()) {
        List<ExpressChildren.Ended> aborted = express().abort();
        aborted.forEach(child -> kept.add(child.result().kept(child.closing().index())));
        state = state.closed(aborted.stream().map(ExpressChildren.Ended::closing).toList());
        // Those of a node that is gone have ended with it.
        Counts known = state.executions();
        long lost = state.nextChild() - known.ended();
        long lostItems = state.nextItem() - state.items().ended();
        if (lost > 0) {
          state = state.lost(lost, lostItems);
        }
      } else {
        for (int first = 0; first < state.nextChild(); first += MapRunState.BLOCK) {
          parts.store().tell(
              IntStream.range(first, Math.min(state.nextChild(), first + MapRunState.BLOCK))
                  .mapToObj(job::child)
                  .toList(),
              MessageKind.STOP, STOP);
        }
        parts.alarms().nudge();
      }
      state = state.stopSent();
    }

    private void finish() throws InterruptedException {
      Results results = new Results(job, parts.store(), parts.objects(),
          parts.limits().payloadBytes());
      Outcome<Payload> outcome;
      MapRunState.End reason = state.end();
      try {
        if (reason == null) {
          keepNow();
          outcome = Outcome.ok(results.of(state.nextChild()));
        } else {
          keepNow();
          results.ofFailed(state.nextChild(), pending());
          outcome = Outcome.failed(reasonOf(reason));
        }
      } catch (MapRunFailure failure) {
        outcome = Outcome.failed(reason == null ? failure.error() : reasonOf(reason));
      }
      String status = reason != null && reason.error() == null
          ? "ABORTED"
          : outcome instanceof Outcome.Ok<Payload> ? "SUCCEEDED" : "FAILED";
      end = Optional.of(
          new MapRunStep.End(status, open.dbNow(),
              new OutgoingMessage(
                  new ExecutionKey(job.asked().shard(), job.asked().execution()),
                  MessageKind.MAP_RUN_CLOSED, StoredMapRunEnd.pack(key.id(), outcome))));
    }

    private static StatesError reasonOf(MapRunState.End reason) {
      return reason.error() == null ? new StatesError(null, null) : reason.error();
    }

    /** Results that came with this very step are written before all are gathered. */
    private void keepNow() {
      if (!kept.isEmpty()) {
        parts.store().keepResults(key, kept);
      }
    }

    /** The inputs of children that were never started; none where it is reading that failed. */
    private Results.Pending pending() {
      if (state.nextItem() == state.total() || isReaderToBlame()) {
        return () -> null;
      }
      closeInputs();
      ChildInputs rest = open(state.nextItem());
      inputs = rest;
      return () -> {
        try {
          ChildInputs.ChildInput input = rest.next();
          return input == null ? null : input.input();
        } catch (UnreadableItemsException e) {
          LOG.warn("{}: the items that are left cannot be listed: {}", job.arn(), e.getMessage());
          return null;
        }
      };
    }

    private boolean isReaderToBlame() {
      MapRunState.End reason = state.end();
      return reason != null && reason.error() != null
          && !"States.ExceedToleratedFailureThreshold".equals(reason.error().name());
    }

    /** Whether anything has come of the step. */
    boolean isWorthwhile() {
      Instant alarm = open.wakeAt();
      return end.isPresent() || !open.messages().isEmpty() || !kept.isEmpty()
          || !state.equals(MapRunState.read(open.state()))
          || (alarm != null && !alarm.isAfter(open.dbNow()));
    }

    boolean isEnded() {
      return end.isPresent();
    }

    MapRunState.Next next() {
      return state.next(parameters);
    }

    MapRunStep written() {
      return new MapRunStep(key, open.rev(), state.toBytes(), wakeAt(), counts(),
          open.messages().stream().map(InboxMessage::key).toList(), kept, end);
    }

    /** What is to be done next is due at once, in case this node does not live to do it. */
    private @Nullable Instant wakeAt() {
      if (!(next() instanceof MapRunState.Next.Await)) {
        return open.dbNow();
      }
      return job.isExpress() ? open.dbNow().plus(parts.watchdog()) : null;
    }

    private List<Long> counts() {
      long items = state.total() < 0 ? state.nextItem() : state.total();
      long waiting = items - state.nextItem();
      boolean isSingle = job.mode().batching() instanceof dev.pawl.core.asl.ItemBatching.Single;
      long childrenWaiting = isSingle ? waiting : 0;
      List<Long> counts = new ArrayList<>(
          numbers(items, waiting, state.nextItem(), state.items()));
      counts.addAll(
          numbers(state.nextChild() + childrenWaiting, childrenWaiting, state.nextChild(),
              state.executions()));
      return counts;
    }

    private List<Long> numbers(long total, long waiting, long begun, Counts ended) {
      return List.of(total, waiting, begun - ended.ended(), ended.succeeded(), ended.failed(),
          ended.timedOut(), ended.aborted(), end.isPresent() ? ended.ended() : 0);
    }
  }
}
