package dev.pawl.worker.maprun;

import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.AnnouncedBlock;
import dev.pawl.core.maprun.ChildClosing;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.core.maprun.KnownChild;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.worker.express.ExpressEnd;
import dev.pawl.worker.express.ExpressStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Children that run in the memory of this node, each at least once: where the node dies before its end is recorded,
 * another node runs it again.
 *
 * <p>Of each child that was begun exactly one of these is true: it is kept in the database and counted, or it waits,
 * runs, has ended or was drained here. While {@link #isWhole} is false, it may be none of them, and nothing is said of
 * it.
 */
final class ExpressChildren implements Children {
  private static final Logger LOG = LoggerFactory.getLogger(ExpressChildren.class);

  /** So many of one Map run run at once, and so leave the node's other Express executions their room. */
  static final int MOST = 1_000;

  /** Where the node runs as many Express executions as it may, those that wait are begun so much later. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** So many results, and numbers of them, are read at once. */
  private static final int PAGE = 500;
  private static final int NUMBERS = 10_000;

  private final MapRunJob job;
  private final MapRunners.Parts parts;
  private final Runnable wake;

  // Guarded by this.
  private final TreeMap<Integer, ChildInput> waiting = new TreeMap<>();
  private final TreeMap<Integer, ChildInput> running = new TreeMap<>();

  /** Those that came to no end are begun again with the next look, not in the same. */
  private final TreeMap<Integer, ChildInput> resting = new TreeMap<>();
  private final List<Ended> ended = new ArrayList<>();
  private final List<Ended> drained = new ArrayList<>();
  private boolean isForgotten;

  /** Whether all that were begun, and are not kept, are here. Belongs to the step under way. */
  private boolean isWhole;

  /**
   * @param wake told when a child has ended
   * @param isWhole whether none was begun elsewhere
   */
  ExpressChildren(MapRunJob job, MapRunners.Parts parts, Runnable wake, boolean isWhole) {
    this.job = job;
    this.parts = parts;
    this.wake = wake;
    this.isWhole = isWhole;
  }

  @Override
  public int most() {
    return MOST;
  }

  /** Their inputs are read again; so are those of children that have succeeded, since only that tells their items. */
  @Override
  public Ahead ahead(MapRunState state, int most) {
    int first = state.nextChild();
    int bound = Math.min(first + MapRunState.BLOCK, state.earlier().bound());
    Map<Integer, ChildStatus> before = new HashMap<>();
    parts.store().keptStatuses(job.key(), first, bound)
        .forEach((index, status) -> before.put(index, ChildStatus.of(status)));
    int end = first;
    int room = most;
    while (end < bound && (before.get(end) == ChildStatus.SUCCEEDED || room-- > 0)) {
      end++;
    }
    return new Ahead.ToStart(end - first, before);
  }

  @Override
  public void start(MapRunState state, List<ChildInput> block) {
    int first = state.nextChild();
    // Those that are kept have succeeded before the Map run was redriven.
    Set<Integer> kept = state.block().settledChildren() == 0
        ? Set.of()
        : parts.store().keptStatuses(job.key(), first, first + block.size()).keySet();
    for (int i = 0; i < block.size(); i++) {
      if (!kept.contains(first + i)) {
        await(first + i, block.get(i));
      }
    }
    beginThoseThatWait();
  }

  @Override
  public List<KnownChild> redrive(MapRunState state) {
    throw new IllegalStateException("Express children of " + job.arn() + " begin anew");
  }

  @Override
  public List<KnownChild> notRedriven(MapRunState state) {
    return List.of();
  }

  private synchronized void await(int index, ChildInput input) {
    if (!isKnown(index)) {
      waiting.put(index, input);
    }
  }

  private boolean isKnown(int index) {
    return waiting.containsKey(index) || resting.containsKey(index) || running.containsKey(index)
        || ended.stream().anyMatch(child -> child.closing().index() == index)
        || drained.stream().anyMatch(child -> child.closing().index() == index);
  }

  @Override
  public void tend(MapRunState state, Reading reading)
      throws MapRunFailure, InterruptedException {
    if (!isWhole) {
      BitSet kept = kept(state.nextChild());
      int first = kept.nextClearBit(0);
      if (first < state.nextChild()) {
        int bound = kept.previousClearBit(state.nextChild() - 1) + 1;
        reading.again(state, first, bound, (index, input) -> {
          if (!kept.get(index)) {
            await(index, input);
          }
        });
      }
      isWhole = true;
    }
    restedEnough();
    beginThoseThatWait();
  }

  private synchronized void restedEnough() {
    waiting.putAll(resting);
    resting.clear();
  }

  /** The numbers of those that are kept. */
  private BitSet kept(int bound) {
    BitSet kept = new BitSet();
    int from = 0;
    List<Integer> page;
    do {
      page = parts.store().keptIndexes(job.key(), from, NUMBERS);
      page.forEach(kept::set);
      from = page.isEmpty() ? bound : page.getLast() + 1;
    } while (page.size() == NUMBERS);
    return kept;
  }

  /** As many as the node has room for; the others later. */
  private void beginThoseThatWait() {
    Map.Entry<Integer, ChildInput> next = nextToBegin();
    while (next != null) {
      int index = next.getKey();
      ChildInput input = next.getValue();
      CompletableFuture<Optional<ExpressEnd>> run = parts.express().apply(
          new ExpressStart(job.childMachine(), job.asked().revision(), Optional.empty(),
              input.input(), Optional.of(job.parent(index, input.items()))));
      if (hasNoRoom(run)) {
        waitAgain(index, input);
        parts.interpreters().executeAfter(PAUSE, wake);
        return;
      }
      CompletableFuture<Optional<ExpressEnd>> _ = run.whenComplete((end, failure) -> {
        if (failure == null && end.isPresent()) {
          ended(index, input, ChildRecord.of(end.get()));
        } else {
          lost(index, input, failure);
        }
      });
      next = nextToBegin();
    }
  }

  private static boolean hasNoRoom(CompletableFuture<Optional<ExpressEnd>> run) {
    return run.isDone() && !run.isCompletedExceptionally() && run.join().isEmpty();
  }

  private synchronized Map.@Nullable Entry<Integer, ChildInput> nextToBegin() {
    Map.Entry<Integer, ChildInput> next = running.size() < MOST ? waiting.pollFirstEntry() : null;
    if (next != null) {
      running.put(next.getKey(), next.getValue());
    }
    return next;
  }

  private synchronized void waitAgain(int index, ChildInput input) {
    if (running.remove(index) != null && !isForgotten) {
      waiting.put(index, input);
    }
  }

  /** The node stops, or something is wrong: the next look runs it again. */
  private void lost(int index, ChildInput input, @Nullable Throwable failure) {
    LOG.warn("child {} of {} has no end and is run again later", index, job.arn(), failure);
    synchronized (this) {
      if (running.remove(index) == null || isForgotten) {
        return;
      }
      resting.put(index, input);
    }
    parts.interpreters().executeAfter(PAUSE, wake);
  }

  private void ended(int index, ChildInput input, ChildRecord result) {
    synchronized (this) {
      if (isForgotten || running.remove(index) == null) {
        return;
      }
      ended.add(new Ended(new ChildClosing(index, result.status(), input.items()), result));
    }
    wake.run();
  }

  @Override
  public synchronized boolean hasEnded() {
    return !ended.isEmpty();
  }

  @Override
  public synchronized List<Ended> drain() {
    List<Ended> all = List.copyOf(ended);
    drained.addAll(all);
    ended.clear();
    return all;
  }

  @Override
  public synchronized void written() {
    drained.clear();
  }

  @Override
  public synchronized void unwritten() {
    ended.addAll(0, drained);
    drained.clear();
  }

  /** All that wait or run count as aborted from now on. */
  @Override
  public synchronized Absent stop(MapRunState state) {
    waiting.forEach(this::abort);
    resting.forEach(this::abort);
    running.forEach(this::abort);
    waiting.clear();
    resting.clear();
    running.clear();
    int there = 0;
    long items = 0;
    for (List<Ended> known : List.of(ended, drained)) {
      for (Ended child : known) {
        if (child.closing().index() >= state.nextChild()) {
          there++;
          items += child.closing().items();
        }
      }
    }
    AnnouncedBlock block = state.block();
    return new Absent(block.children() - block.settledChildren() - there,
        block.items() - block.settledItems() - items);
  }

  private void abort(int index, ChildInput input) {
    ended.add(
        new Ended(new ChildClosing(index, ChildStatus.ABORTED, input.items()),
            new ChildRecord(ChildStatus.ABORTED, null,
                Payload.of(Map.of("Input", input.input().text(), "StateMachineArn",
                    job.childMachineArn(), "Status", "ABORTED")))));
  }

  @Override
  public void disown(int first, int children) {
    // They are forgotten with the rest.
  }

  @Override
  public Set<Integer> absent(MapRunState state) {
    Set<Integer> absent = new HashSet<>();
    for (int first = state.nextChild(); first < state.allBound(); first += NUMBERS) {
      int bound = Math.min(state.allBound(), first + NUMBERS);
      Set<Integer> kept = parts.store().keptStatuses(job.key(), first, bound).keySet();
      for (int index = first; index < bound; index++) {
        if (!kept.contains(index)) {
          absent.add(index);
        }
      }
    }
    return absent;
  }

  @Override
  public void forEach(MapRunState state, Consumer<ChildRecord> consumer) {
    int from = 0;
    List<KeptItem> page;
    do {
      page = parts.store().keptResults(job.key(), from, PAGE);
      for (KeptItem kept : page) {
        consumer.accept(ChildRecord.of(kept));
        from = kept.idx() + 1;
      }
    } while (page.size() == PAGE);
  }

  @Override
  public boolean areInMemory() {
    return true;
  }

  @Override
  public synchronized void forget() {
    isForgotten = true;
    waiting.clear();
    resting.clear();
    running.clear();
    ended.clear();
    drained.clear();
  }
}
