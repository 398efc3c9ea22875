package dev.pawl.tasks.item;

import dev.pawl.core.maprun.MapItem;
import org.jspecify.annotations.Nullable;

/** Items, one after the other; the same ones in the same order whenever their source is read again. */
public interface ItemStream extends AutoCloseable {
  /**
   * The next item; null after the last.
   *
   * @throws UnreadableItemsException where it cannot be read
   */
  @Nullable
  MapItem next();

  @Override
  void close();
}
