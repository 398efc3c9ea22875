package dev.pawl.tasks.item;

import dev.pawl.core.maprun.MapItem;
import dev.pawl.core.maprun.SourcePin;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first so many of other items. */
final class BoundedItems implements ItemStream {
  private final ItemStream items;
  private long left;

  BoundedItems(ItemStream items, long most) {
    this.items = items;
    this.left = most;
  }

  @Override
  public @Nullable MapItem next() {
    return left-- > 0 ? items.next() : null;
  }

  @Override
  public Optional<SourcePin> pin() {
    return items.pin();
  }

  @Override
  public void close() {
    items.close();
  }
}
