package dev.pawl.worker.maprun;

import dev.pawl.core.asl.ItemBatching;
import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapItem;
import dev.pawl.core.maprun.Selection;
import dev.pawl.core.maprun.SourcePin;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.db.store.Store;
import dev.pawl.tasks.item.ItemSource;
import dev.pawl.tasks.item.ItemStream;
import dev.pawl.tasks.item.UnreadableItemsException;
import dev.pawl.worker.burst.BurstExecutor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a Map run's children, in order: items are read, selected and put into batches. Belongs to one thread
 * at a time.
 */
final class ChildInputs implements AutoCloseable {
  /** So many items are read and selected at once. */
  private static final int BLOCK = 500;

  /** And of so many bytes, but for one more item. */
  static final int BLOCK_BYTES = 8 * 1_024 * 1_024;

  private final MapRunJob job;
  private final ItemSource source;
  private final BurstExecutor interpreters;
  private final Store store;
  private final RandomGenerator random;
  private final int largest;
  private final Deque<MapItem> read = new ArrayDeque<>();
  private final Deque<Payload> selected = new ArrayDeque<>();
  private final ItemStream stream;
  private long nextSelected;
  private long position;
  private boolean isRead;

  /**
   * Begins to read.
   *
   * @param largest the most bytes of a child's input
   * @param skip how many items are dealt with already
   * @param pin what the source was like when it was opened for the first time; empty before that
   * @throws UnreadableItemsException where it cannot be read
   */
  ChildInputs(MapRunJob job, ItemSource source, BurstExecutor interpreters, Store store,
      RandomGenerator random, int largest, long skip, Optional<SourcePin> pin) {
    this.job = job;
    this.source = source;
    this.interpreters = interpreters;
    this.store = store;
    this.random = random;
    this.largest = largest;
    this.stream = source.open(skip, pin);
    this.nextSelected = skip;
    this.position = skip;
  }

  /** The number of the item with which the next child begins. */
  long position() {
    return position;
  }

  /** With what the same source can be opened again; empty where it needs nothing. */
  Optional<SourcePin> pin() {
    return stream.pin();
  }

  /**
   * The next child's input; null after the last.
   *
   * @throws UnreadableItemsException where the items cannot be read
   * @throws MapRunFailure where the definition makes nothing of an item
   */
  @Nullable
  ChildInput next() throws MapRunFailure, InterruptedException {
    Payload first = take();
    if (first == null) {
      return null;
    }
    if (job.mode().batching() instanceof ItemBatching.Single) {
      return checked(first, 1);
    }
    long most = job.plan().batchItems() == 0 ? Long.MAX_VALUE : job.plan().batchItems();
    long bytes = job.plan().batchBytes() == 0
        ? largest
        : Math.min(job.plan().batchBytes(), largest);
    List<Payload> items = new ArrayList<>();
    items.add(first);
    long size = (long) envelope().utf8Length() + first.utf8Length();
    while (items.size() < most) {
      Payload following = peek();
      if (following == null || size + 1 + following.utf8Length() > bytes) {
        break;
      }
      items.add(Objects.requireNonNull(take()));
      size += 1L + following.utf8Length();
    }
    return checked(batch(items), items.size());
  }

  private ChildInput checked(Payload input, int items) throws MapRunFailure {
    if (input.isLongerThan(largest)) {
      throw new MapRunFailure(tooLarge());
    }
    position += items;
    return new ChildInput(input, items);
  }

  private StatesError tooLarge() {
    return new StatesError(StatesError.DATA_LIMIT_EXCEEDED,
        "The state/task '%s' provided parameters with a size exceeding the maximum number of bytes service limit."
            .formatted(job.map().name()));
  }

  private Payload envelope() {
    return batch(List.of());
  }

  private Payload batch(List<Payload> items) {
    Payload input = job.plan().batchInput();
    String head = input == null ? "{" : "{\"BatchInput\":" + input.text() + ",";
    return Payload.ofText(head + "\"Items\":" + Payload.array(items).text() + "}");
  }

  private @Nullable Payload peek() throws MapRunFailure, InterruptedException {
    fill();
    return selected.peek();
  }

  private @Nullable Payload take() throws MapRunFailure, InterruptedException {
    fill();
    return selected.poll();
  }

  private void fill() throws MapRunFailure, InterruptedException {
    if (!selected.isEmpty()) {
      return;
    }
    long bytes = 0;
    while (read.size() < BLOCK && bytes < BLOCK_BYTES && !isRead) {
      MapItem item = stream.next();
      if (item == null) {
        isRead = true;
      } else {
        read.add(item);
        bytes += item.value().utf8Length();
      }
    }
    Selection selection = job.plan().selection();
    if (selection == null || job.map().itemSelector().isEmpty()) {
      read.forEach(item -> selected.add(item.value()));
      nextSelected += read.size();
      read.clear();
    } else if (!read.isEmpty()) {
      select(List.copyOf(read), selection, job.map().itemSelector().get());
    }
  }

  private void select(List<MapItem> items, Selection selection, Expression selector)
      throws MapRunFailure, InterruptedException {
    var evaluated = new CompletableFuture<Outcome<List<Payload>>>();
    long first = nextSelected;
    interpreters.execute(() -> {
      try {
        interpreters.compute(job.arn(), watch -> select(items, selection, selector, first, watch),
            error -> evaluated.complete(Outcome.failed(error)))
            .ifPresent(evaluated::complete);
      } catch (RuntimeException | Error e) {
        evaluated.completeExceptionally(e);
      }
    });
    try {
      switch (evaluated.get()) {
        case Outcome.Ok<List<Payload>>(List<Payload> inputs) -> {
          selected.addAll(inputs);
          nextSelected += inputs.size();
          inputs.forEach(_ -> read.remove());
        }
        case Outcome.Failed<List<Payload>> failed -> throw new MapRunFailure(failed.error());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("items of " + job.arn() + " cannot be selected",
          e.getCause());
    }
  }

  /** Of the first items as many as give inputs of some size. */
  private Outcome<List<Payload>> select(List<MapItem> items, Selection selection,
      Expression selector, long first, EvaluationWatch watch) {
    Instant now = store.now().truncatedTo(ChronoUnit.MILLIS);
    List<Payload> inputs = new ArrayList<>();
    long bytes = 0;
    for (MapItem item : items) {
      if (bytes >= BLOCK_BYTES) {
        break;
      }
      switch (selection.select(selector, job.map().name(), item, first + inputs.size(),
          source.name(), now, random, watch)) {
        case Outcome.Ok<Payload>(Payload input) -> {
          if (input.isLongerThan(largest)) {
            return Outcome.failed(tooLarge());
          }
          inputs.add(input);
          bytes += input.utf8Length();
        }
        case Outcome.Failed<Payload> failed -> {
          return failed.as();
        }
      }
    }
    return Outcome.ok(inputs);
  }

  @Override
  public void close() {
    stream.close();
  }
}
