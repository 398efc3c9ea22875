package dev.pawl.tasks.item;

import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapItem;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.ObjectStoreException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The objects of a bucket, as items that describe them. */
final class ListedItems implements ItemStream {
  private final ObjectStore objects;
  private final String bucket;
  private final String prefix;
  private Iterator<ObjectStore.Listed> page;
  private Optional<String> next;

  ListedItems(ObjectStore objects, String bucket, String prefix) {
    this.objects = objects;
    this.bucket = bucket;
    this.prefix = prefix;
    ObjectStore.Page first = page(Optional.empty());
    this.page = first.objects().iterator();
    this.next = first.next();
  }

  private ObjectStore.Page page(Optional<String> after) {
    try {
      return objects.list(bucket, prefix, after);
    } catch (ObjectStoreException e) {
      throw new UnreadableItemsException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The next object; null after the last. */
  ObjectStore.@Nullable Listed nextObject() {
    while (!page.hasNext() && next.isPresent()) {
      ObjectStore.Page following = page(next);
      page = following.objects().iterator();
      next = following.next();
    }
    return page.hasNext() ? page.next() : null;
  }

  @Override
  public @Nullable MapItem next() {
    ObjectStore.Listed object = nextObject();
    if (object == null) {
      return null;
    }
    var item = new LinkedHashMap<String, Object>();
    item.put("Etag", object.etag());
    item.put("LastModified", object.lastModified());
    item.put("Key", object.key());
    item.put("Size", object.size());
    item.put("StorageClass", object.storageClass());
    return new MapItem(Payload.of(item), null);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
