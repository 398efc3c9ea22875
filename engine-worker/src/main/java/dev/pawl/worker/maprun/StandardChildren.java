package dev.pawl.worker.maprun;

import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.core.maprun.KnownChild;
import dev.pawl.core.maprun.MapRunParameters;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.maprun.WaitingChild;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ChildRow;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Children that are executions of their own. Messages tell of their ends. */
final class StandardChildren implements Children {
  private static final byte[] STOP = StoredAnswer.failure(null, null);

  /** So many are looked at, and so many told something, at once. */
  private static final int BLOCK = 500;
  private static final int TOLD = 10_000;

  private final MapRunJob job;
  private final MapRunners.Parts parts;
  private final ChildRedriver redriver;

  StandardChildren(MapRunJob job, MapRunners.Parts parts) {
    this.job = job;
    this.parts = parts;
    this.redriver = new ChildRedriver(job, parts);
  }

  @Override
  public int most() {
    return MapRunParameters.MOST_CHILDREN;
  }

  @Override
  public Ahead ahead(MapRunState state, int most) {
    int first = state.nextChild();
    int bound = Math.min(first + BLOCK, state.earlier().bound());
    Map<ExecutionKey, ChildRow> rows = rows(first, bound);
    List<KnownChild> known = new ArrayList<>();
    int absent = 0;
    int running = 0;
    for (int index = first; index < bound; index++) {
      ChildRow row = rows.get(job.child(index));
      if (row == null ? !known.isEmpty() : absent > 0) {
        break;
      }
      if (row == null) {
        absent++;
      } else if (row.status() == ExecutionStatus.SUCCEEDED) {
        known.add(known(index, row));
      } else if (running++ < most) {
        known.add(known(index, row));
      } else {
        break;
      }
    }
    return absent > 0
        ? new Ahead.ToStart(Math.min(most, absent), Map.of())
        : new Ahead.There(known);
  }

  private static KnownChild known(int index, ChildRow row) {
    int items = Parent.read(row.parent()) instanceof Parent.MapRun run ? run.items() : 0;
    Optional<ChildStatus> status = row.status() == ExecutionStatus.RUNNING
        ? Optional.empty()
        : Optional.of(ChildStatus.valueOf(row.status().name()));
    return new KnownChild(index, status, items, row.redrives());
  }

  private Map<ExecutionKey, ChildRow> rows(int first, int bound) {
    Map<ExecutionKey, ChildRow> rows = new HashMap<>();
    parts.store().children(keys(first, bound)).forEach(row -> rows.put(row.key(), row));
    return rows;
  }

  @Override
  public List<KnownChild> redrive(MapRunState state) {
    List<KnownChild> lost = new ArrayList<>();
    Instant now = parts.store().now().truncatedTo(ChronoUnit.MILLIS);
    forEachNotRedriven(state, (child, row) -> {
      if (row == null || !redriver.redrive(child.index(), row, now)) {
        lost.add(child);
      }
    });
    parts.alarms().nudge();
    return lost;
  }

  @Override
  public List<KnownChild> notRedriven(MapRunState state) {
    List<KnownChild> ended = new ArrayList<>();
    forEachNotRedriven(state, (child, _) -> ended.add(child));
    return ended;
  }

  /** One whose row somebody has deleted is given without: it counts as aborted, and cannot be redriven. */
  private void forEachNotRedriven(MapRunState state,
      BiConsumer<KnownChild, @Nullable ChildRow> consumer) {
    List<WaitingChild> again = state.block().again().orElse(List.of());
    if (again.isEmpty()) {
      return;
    }
    Map<ExecutionKey, ChildRow> rows = rows(state.nextChild(), state.bound());
    for (WaitingChild child : again) {
      ChildRow row = rows.get(job.child(child.index()));
      if (row == null) {
        consumer.accept(new KnownChild(child.index(), Optional.of(ChildStatus.ABORTED), 0,
            child.redrives()), null);
      } else if (row.redrives() == child.redrives() && row.status() != ExecutionStatus.RUNNING) {
        consumer.accept(known(child.index(), row), row);
      }
    }
  }

  @Override
  public void start(MapRunState state, List<ChildInput> block) throws InterruptedException {
    int first = state.nextChild();
    List<CompletableFuture<Started>> starts = new ArrayList<>();
    for (int i = 0; i < block.size(); i++) {
      ChildInput child = block.get(i);
      int index = first + i;
      starts.add(
          parts.starts().apply(
              new StartRequest(job.childMachine(), job.asked().revision(), Optional.empty(),
                  child.input(),
                  Optional.of(
                      new StartRequest.Child(job.child(index).id(),
                          Optional.of(job.parent(index, child.items())))))));
    }
    // All of them, also where one fails: none may still be under way when the Map run goes on.
    Throwable failure = null;
    for (CompletableFuture<Started> start : starts) {
      try {
        Started _ = start.get();
      } catch (ExecutionException e) {
        failure = e.getCause();
      }
    }
    rethrow(failure);
  }

  private void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {
        // All are there.
      }
      case DatabaseUnavailableException away -> throw away;
      case UnknownCommitOutcomeException unknown -> throw unknown;
      case StatementFailedException refused -> throw refused;
      default -> throw new IllegalStateException(
          "a child of " + job.arn() + " cannot be started", failure);
    }
  }

  @Override
  public void tend(MapRunState state, Reading reading) {
    // They look after themselves.
  }

  @Override
  public List<Ended> drain() {
    return List.of();
  }

  @Override
  public void written() {
    // Nothing was drained.
  }

  @Override
  public void unwritten() {
    // Nothing was drained.
  }

  @Override
  public boolean hasEnded() {
    return false;
  }

  @Override
  public Absent stop(MapRunState state) {
    disown(0, state.allBound());
    if (state.block().again().isPresent()) {
      return new Absent(0, 0);
    }
    Collection<ChildRow> there = rows(state.nextChild(), state.bound()).values();
    long items = there.stream()
        .mapToLong(row -> Parent.read(row.parent()) instanceof Parent.MapRun run
            ? run.items()
            : 0)
        .sum();
    return new Absent(state.block().children() - there.size(), state.block().items() - items);
  }

  @Override
  public void disown(int first, int children) {
    for (int from = first; from < first + children; from += TOLD) {
      int _ = parts.store().tell(keys(from, Math.min(first + children, from + TOLD)),
          MessageKind.STOP, STOP);
    }
    parts.alarms().nudge();
  }

  @Override
  public Set<Integer> absent(MapRunState state) {
    Set<Integer> absent = new HashSet<>();
    for (int first = state.nextChild(); first < state.allBound(); first += BLOCK) {
      int bound = Math.min(state.allBound(), first + BLOCK);
      Set<ExecutionKey> there = rows(first, bound).keySet();
      for (int index = first; index < bound; index++) {
        if (!there.contains(job.child(index))) {
          absent.add(index);
        }
      }
    }
    return absent;
  }

  private List<ExecutionKey> keys(int from, int bound) {
    return IntStream.range(from, bound).mapToObj(job::child).toList();
  }

  @Override
  public void forEach(MapRunState state, Consumer<ChildRecord> consumer) throws MapRunFailure {
    for (int first = 0; first < state.allBound(); first += BLOCK) {
      int bound = Math.min(state.allBound(), first + BLOCK);
      Map<ExecutionKey, ExecutionRow> rows = new HashMap<>();
      parts.store().executions(keys(first, bound)).forEach(row -> rows.put(row.key(), row));
      for (int index = first; index < bound; index++) {
        ExecutionRow row = rows.get(job.child(index));
        if (row != null) {
          consumer.accept(ChildRecord.of(job, row));
        } else if (index < state.nextChild()) {
          throw new MapRunFailure(StatesError.runtime("The execution '%s' is no longer kept."
              .formatted(job.childArn(job.child(index).id().toString()))));
        }
      }
    }
  }

  @Override
  public boolean areInMemory() {
    return false;
  }

  @Override
  public void forget() {
    // Nothing of them is here.
  }
}
