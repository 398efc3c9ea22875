package dev.pawl.tasks;

import dev.pawl.core.maprun.SourcePin;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Where the objects of item readers and result writers are: S3. Safe for any number of threads. Every method throws
 * {@link ObjectStoreException} where the store refuses or cannot be reached.
 */
public interface ObjectStore {
  /** Where there is none. */
  ObjectStore NONE = new ObjectStore() {
    @Override
    public Opened open(String bucket, String key, Optional<String> version,
        Optional<SourcePin> pin) {
      throw new ObjectStoreException("This node has no object store.");
    }

    @Override
    public Page list(String bucket, String prefix, Optional<String> after) {
      throw new ObjectStoreException("This node has no object store.");
    }

    @Override
    public void put(String bucket, String key, byte[] content) {
      throw new ObjectStoreException("This node has no object store.");
    }
  };

  /**
   * Opens an object's content; to be closed by the caller.
   *
   * @param version empty for the latest
   * @param pin what the object was like when it was opened before: that content or none; empty for whatever it has
   * @throws ObjectStoreException also where it no longer has that content
   */
  Opened open(String bucket, String key, Optional<String> version, Optional<SourcePin> pin);

  /**
   * Lists objects, in the order of their keys, up to 1,000 at once.
   *
   * @param prefix how the keys begin; empty for all
   * @param after where the page before ended; empty for the first
   */
  Page list(String bucket, String prefix, Optional<String> after);

  /** Writes an object; one of that key is replaced. */
  void put(String bucket, String key, byte[] content);

  /** The same store, with the credentials of a state machine's role. */
  default ObjectStore as(String role) {
    return this;
  }

  /**
   * An object that was opened.
   *
   * @param pin with which the same content can be had again; empty where the store cannot tell
   */
  record Opened(InputStream content, Optional<SourcePin> pin) {}

  /**
   * Part of a list.
   *
   * @param next where it goes on; empty after the last page
   */
  record Page(List<Listed> objects, Optional<String> next) {
    public Page {
      objects = List.copyOf(objects);
    }
  }

  /**
   * An object in a list.
   *
   * @param lastModified in seconds since 1970
   * @param size in bytes
   */
  record Listed(String key, String etag, long lastModified, long size, String storageClass) {}
}
