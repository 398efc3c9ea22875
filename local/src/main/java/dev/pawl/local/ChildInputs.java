package dev.pawl.local;

import dev.pawl.core.asl.ItemBatching;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapItem;
import dev.pawl.core.maprun.MapPlan;
import dev.pawl.core.maprun.Selection;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.item.ItemSource;
import dev.pawl.tasks.item.ItemStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The inputs of a Map run's children, one after the other. */
final class ChildInputs implements AutoCloseable {
  private final MapState map;
  private final MapMode.Distributed mode;
  private final MapPlan plan;
  private final LocalRun run;
  private final ItemSource source;
  private final ItemStream stream;
  private final int largest;
  private long selected;
  private @Nullable Payload ahead;
  private boolean isRead;

  /** @param items on how many items the child works */
  record ChildInput(Payload input, int items) {}

  /** @throws dev.pawl.tasks.item.UnreadableItemsException where the items cannot be read */
  ChildInputs(MapState map, MapMode.Distributed mode, MapPlan plan, LocalRun run) {
    this.map = map;
    this.mode = mode;
    this.plan = plan;
    this.run = run;
    this.largest = run.parts().limits().payloadBytes();
    this.source = new ItemSource(mode.reader(), plan,
        run.parts().outside().objects().orElse(ObjectStore.NONE));
    this.stream = source.open(0, Optional.empty());
  }

  /**
   * The next child's input; null after the last.
   *
   * @throws MapRunFailedException where the definition makes nothing of an item
   * @throws dev.pawl.tasks.item.UnreadableItemsException where an item cannot be read
   */
  @Nullable
  ChildInput next() {
    Payload first = take();
    if (first == null) {
      return null;
    }
    if (mode.batching() instanceof ItemBatching.Single) {
      return checked(first, 1);
    }
    long most = plan.batchItems() == 0 ? Long.MAX_VALUE : plan.batchItems();
    long bytes = plan.batchBytes() == 0 ? largest : Math.min(plan.batchBytes(), largest);
    List<Payload> items = new ArrayList<>(List.of(first));
    long size = (long) batch(List.of()).utf8Length() + first.utf8Length();
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

  private ChildInput checked(Payload input, int items) {
    if (input.isLongerThan(largest)) {
      throw new MapRunFailedException(new StatesError(StatesError.DATA_LIMIT_EXCEEDED,
          "The state/task '%s' provided parameters with a size exceeding the maximum number of bytes service limit."
              .formatted(map.name())));
    }
    return new ChildInput(input, items);
  }

  private Payload batch(List<Payload> items) {
    Payload input = plan.batchInput();
    String head = input == null ? "{" : "{\"BatchInput\":" + input.text() + ",";
    return Payload.ofText(head + "\"Items\":" + Payload.array(items).text() + "}");
  }

  private @Nullable Payload peek() {
    if (ahead == null && !isRead) {
      MapItem item = stream.next();
      isRead = item == null;
      ahead = item == null ? null : selected(item);
    }
    return ahead;
  }

  private @Nullable Payload take() {
    Payload next = peek();
    ahead = null;
    return next;
  }

  private Payload selected(MapItem item) {
    Selection selection = plan.selection();
    if (selection == null || map.itemSelector().isEmpty()) {
      return item.value();
    }
    return switch (selection.select(map.itemSelector().get(), map.name(), item, selected++,
        source.name(), run.parts().clock().now(), run.parts().random(), EvaluationWatch.NONE)) {
      case Outcome.Ok<Payload>(Payload input) -> input;
      case Outcome.Failed<Payload> failed -> throw new MapRunFailedException(failed.error());
    };
  }

  @Override
  public void close() {
    stream.close();
  }
}
