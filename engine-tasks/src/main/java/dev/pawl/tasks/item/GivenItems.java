package dev.pawl.tasks.item;

import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapItem;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Items that stand in the state's data: the elements of an array, or the values of an object. */
final class GivenItems implements ItemStream {
  private final Iterator<MapItem> items;

  GivenItems(Payload items) {
    this.items = switch (items.tree()) {
      case List<?> list -> list.stream().map(value -> new MapItem(Payload.of(value), null))
          .iterator();
      case Map<?, ?> object -> object.entrySet().stream().map(
          entry -> new MapItem(Payload.of(entry.getValue()), String.valueOf(entry.getKey())))
          .iterator();
      case null, default ->
        throw new UnreadableItemsException("Attempting to map over non-iterable node.");
    };
  }

  @Override
  public @Nullable MapItem next() {
    return items.hasNext() ? items.next() : null;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
