package dev.pawl.tasks.item;

import dev.pawl.core.maprun.MapItem;
import dev.pawl.core.maprun.SourcePin;
import java.util.Optional;
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

  /** What the object was like with which the items begin; empty where they come from elsewhere. */
  default Optional<SourcePin> pin() {
    return Optional.empty();
  }

  @Override
  void close();
}
