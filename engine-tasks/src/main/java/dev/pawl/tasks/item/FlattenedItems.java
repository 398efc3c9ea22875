package dev.pawl.tasks.item;

import dev.pawl.core.asl.ItemFormat;
import dev.pawl.core.maprun.MapItem;
import dev.pawl.tasks.ObjectStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands in the objects of a list, one object after the other. */
final class FlattenedItems implements ItemStream {
  private final ListedItems listed;
  private final ObjectStore objects;
  private final String bucket;
  private final ItemFormat format;
  private @Nullable ItemStream current;

  FlattenedItems(ListedItems listed, ObjectStore objects, String bucket, ItemFormat format) {
    this.listed = listed;
    this.objects = objects;
    this.bucket = bucket;
    this.format = format;
  }

  @Override
  public @Nullable MapItem next() {
    while (true) {
      if (current == null) {
        ObjectStore.Listed object = listed.nextObject();
        if (object == null) {
          return null;
        }
        current = ObjectItems.open(objects, bucket, object.key(), Optional.empty(),
            Optional.empty(), format);
      }
      MapItem item = current.next();
      if (item != null) {
        return item;
      }
      close();
    }
  }

  @Override
  public void close() {
    ItemStream open = current;
    if (open != null) {
      open.close();
      current = null;
    }
  }
}
