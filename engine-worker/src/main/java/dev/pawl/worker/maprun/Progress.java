package dev.pawl.worker.maprun;

import dev.pawl.core.asl.ItemBatching;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.StoredMapRunEnd;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.ChildClosing;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.core.maprun.Counts;
import dev.pawl.core.maprun.EarlierRounds;
import dev.pawl.core.maprun.KnownChild;
import dev.pawl.core.maprun.MapRunParameters;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.MapRunCounts;
import dev.pawl.db.execution.MapRunStep;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OpenMapRun;
import dev.pawl.db.execution.OutgoingMessage;
import dev.pawl.worker.burst.UnreadableRunException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A step of a Map run as it comes about: first what has come is taken in, then what is next is done. */
final class Progress {
  private final MapRunJob job;
  private final OpenMapRun open;
  private final MapRunParameters parameters;
  private final Children children;
  private final Reading reading;
  private final MapRunEnding ending;
  private final Duration watchdog;
  private final MapRunState before;
  private final List<KeptItem> kept = new ArrayList<>();
  private final List<InboxMessage> messages;
  private MapRunStep.Numbers renewed = MapRunStep.Numbers.NONE;
  private MapRunState state;
  private Optional<MapRunStep.End> end = Optional.empty();

  /** @param watchdog after what time a Map run with children in memory is looked at */
  Progress(MapRunJob job, OpenMapRun open, MapRunState before, Children children,
      Reading reading, MapRunEnding ending, Duration watchdog) {
    this.job = job;
    this.open = open;
    this.parameters = new MapRunParameters(open.maxConcurrency(), open.toleratedCount(),
        open.toleratedPercentage());
    this.children = children;
    this.reading = reading;
    this.ending = ending;
    this.watchdog = watchdog;
    this.before = before;
    this.state = before;
    this.messages = ofThisRound(open.messages());
  }

  /** A redrive that is asked for, and orders to stop what it will have begun, wait until the Map run has closed. */
  private static List<InboxMessage> ofThisRound(List<InboxMessage> messages) {
    boolean isRedriven = false;
    List<InboxMessage> now = new ArrayList<>();
    for (InboxMessage message : messages) {
      isRedriven |= message.kind() == MessageKind.MAP_RUN_REDRIVEN;
      if (!isRedriven || (message.kind() != MessageKind.MAP_RUN_REDRIVEN
          && message.kind() != MessageKind.STOP)) {
        now.add(message);
      }
    }
    return now;
  }

  /** Takes in what has come. */
  void apply() {
    for (InboxMessage message : messages) {
      switch (message.kind()) {
        case ITEMS_CLOSED -> state = state.closed(ChildClosing.read(message.body()));
        case STOP -> state = state.ending(null);
        case UNKNOWN -> throw new UnreadableRunException(open.key(),
            new IllegalArgumentException("a newer Pawl has sent it a message"));
        default -> {
          // To look at the row, which has been done, or a repeat of the beginning.
        }
      }
    }
    takeIn();
    state = state.judged(parameters);
  }

  private void takeIn() {
    List<Children.Ended> ended = children.drain();
    for (Children.Ended child : ended) {
      kept.add(child.result().kept(child.closing().index()));
    }
    state = state.closed(ended.stream().map(Children.Ended::closing).toList());
  }

  /** Does what is next. */
  void act() throws InterruptedException {
    try {
      switch (next()) {
        case MapRunState.Next.Announce(int most) -> {
          children.tend(state, reading);
          announce(most);
        }
        case MapRunState.Next.Start _ -> start();
        case MapRunState.Next.Stop _ -> stop();
        case MapRunState.Next.Await _ -> await();
        case MapRunState.Next.Finish _ -> finish();
      }
    } catch (MapRunFailure failure) {
      state = state.ending(failure.error());
    }
  }

  private MapRunState.Next next() {
    return state.next(Math.min(parameters.concurrency(), children.most()));
  }

  /** Says which children will be started: only when that is written, the next step starts them. */
  private void announce(int most) throws MapRunFailure, InterruptedException {
    if (state.isGoingOver()) {
      announceAgain(most);
      return;
    }
    Reading.Block block = reading.next(state, most);
    state = state.from(block.pin()).announced(block.children().size(), block.items());
    if (block.isLast()) {
      state = state.of(state.unannouncedItem());
    }
  }

  /** Says the same of children that may be there from before a redrive. */
  private void announceAgain(int most) throws MapRunFailure, InterruptedException {
    switch (children.ahead(state, most)) {
      case Children.Ahead.There(List<KnownChild> known) -> state = state.announced(known);
      case Children.Ahead.ToStart(int number, Map<Integer, ChildStatus> before) -> {
        Reading.Block block = reading.next(state, number);
        int first = state.nextChild();
        List<KnownChild> ended = new ArrayList<>();
        for (int i = 0; i < block.children().size(); i++) {
          ChildStatus status = before.get(first + i);
          if (status != null) {
            ended.add(new KnownChild(first + i, Optional.of(status),
                block.children().get(i).items(), 0));
          }
        }
        renewed = new MapRunStep.Numbers(first, first + block.children().size());
        state = state.from(block.pin()).announced(block.children().size(), block.items(), ended);
        if (block.isLast()) {
          state = state.of(state.unannouncedItem());
        }
      }
    }
  }

  /** Starts those that were announced, and announces the next ones in the same commit. */
  private void start() throws MapRunFailure, InterruptedException {
    children.tend(state, reading);
    if (state.block().again().isPresent()) {
      for (KnownChild lost : children.redrive(state)) {
        state = state.leaving(lost, true);
      }
    } else {
      children.start(state, reading.announced(state));
    }
    state = state.started();
    if (next() instanceof MapRunState.Next.Announce(int most)) {
      announce(most);
    }
  }

  private void await() throws MapRunFailure, InterruptedException {
    if (state.end() == null) {
      children.tend(state, reading);
    }
  }

  private void stop() {
    for (KnownChild ended : children.notRedriven(state)) {
      state = state.leaving(ended, false);
    }
    Children.Absent absent = children.stop(state);
    state = state.stopSent(absent.children(), absent.items());
    takeIn();
    if (children.areInMemory() && state.running() > 0) {
      // Those of a node that is gone have ended with it.
      state = state.lost(state.running(), state.begunItems() - state.items().ended());
    }
  }

  /** Results that came with this very step are written first, by a step that goes on. */
  private void finish() throws InterruptedException {
    if (!kept.isEmpty()) {
      return;
    }
    MapRunEnding.Ended ended = ending.of(state);
    end = Optional.of(
        new MapRunStep.End(ended.status(), open.dbNow(),
            new OutgoingMessage(
                new ExecutionKey(job.asked().shard(), job.asked().execution()),
                MessageKind.MAP_RUN_CLOSED,
                StoredMapRunEnd.pack(open.key().id(), open.redrives(), ended.outcome())),
            ended.outcome() instanceof Outcome.Ok<Payload>(Payload result)
                ? Codec.pack(result)
                : null));
  }

  /** Whether anything has come of the step. */
  boolean isWorthwhile() {
    Instant alarm = open.wakeAt();
    return end.isPresent() || !messages.isEmpty() || !kept.isEmpty()
        || !state.equals(before) || (alarm != null && !alarm.isAfter(open.dbNow()));
  }

  boolean hasSucceeded() {
    return end.filter(how -> how.result() != null).isPresent();
  }

  boolean isEnded() {
    return end.isPresent();
  }

  MapRunStep written() {
    return new MapRunStep(open.key(), open.rev(), state.toBytes(), wakeAt(), counts(),
        messages.stream().map(InboxMessage::key).toList(), kept, renewed, end);
  }

  /** What is to be done next is due at once, in case this node does not live to do it. */
  private @Nullable Instant wakeAt() {
    if (!(next() instanceof MapRunState.Next.Await)) {
      return open.dbNow();
    }
    return children.areInMemory() ? open.dbNow().plus(watchdog) : null;
  }

  private MapRunCounts counts() {
    EarlierRounds earlier = state.earlier();
    long items = state.total() < 0 ? state.neverAnnouncedItem() : state.total();
    long waiting = items - state.begunItems() - earlier.items().ended();
    // How many children the items that wait will be is known only where each is one.
    long childrenWaiting = job.mode().batching() instanceof ItemBatching.Single ? waiting : 0;
    return new MapRunCounts(
        tally(waiting, state.begunItems(), state.items(), earlier.items(), earlier.lostItems()),
        tally(childrenWaiting, state.begun(), state.executions(), earlier.executions(),
            earlier.lostExecutions()));
  }

  /** @param left how those have ended that are still to be redriven; where the Map run ends that is what they are */
  private MapRunCounts.Tally tally(long waiting, long begun, Counts ended, Counts left,
      long lost) {
    boolean isEnd = end.isPresent();
    return new MapRunCounts.Tally(begun + left.ended() + waiting, waiting,
        begun - ended.ended(), ended.succeeded() + left.succeeded(),
        ended.failed() + (isEnd ? left.failed() : 0),
        ended.timedOut() + (isEnd ? left.timedOut() : 0),
        ended.aborted() + (isEnd ? left.aborted() : 0),
        isEnd ? ended.ended() + left.ended() : 0, isEnd ? 0 : left.unfinished(), lost);
  }
}
