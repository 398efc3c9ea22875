package dev.pawl.worker.maprun;

import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.maprun.MapRunParameters;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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

  StandardChildren(MapRunJob job, MapRunners.Parts parts) {
    this.job = job;
    this.parts = parts;
  }

  @Override
  public int most() {
    return MapRunParameters.MOST_CHILDREN;
  }

  @Override
  public void start(int first, List<ChildInput> block) throws InterruptedException {
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
    List<ExecutionRow> there = parts.store().executions(block(state));
    long items = there.stream()
        .map(row -> row.parent().map(Parent::read))
        .mapToLong(parent -> parent.orElseThrow() instanceof Parent.MapRun run ? run.items() : 0)
        .sum();
    disown(0, state.bound());
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
    Set<ExecutionKey> there = new HashSet<>();
    parts.store().executions(block(state)).forEach(row -> there.add(row.key()));
    for (int index = state.nextChild(); index < state.bound(); index++) {
      if (!there.contains(job.child(index))) {
        absent.add(index);
      }
    }
    return absent;
  }

  private List<ExecutionKey> block(MapRunState state) {
    return keys(state.nextChild(), state.bound());
  }

  private List<ExecutionKey> keys(int from, int bound) {
    return IntStream.range(from, bound).mapToObj(job::child).toList();
  }

  @Override
  public void forEach(MapRunState state, Consumer<ChildRecord> consumer) throws MapRunFailure {
    for (int first = 0; first < state.bound(); first += BLOCK) {
      int bound = Math.min(state.bound(), first + BLOCK);
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
