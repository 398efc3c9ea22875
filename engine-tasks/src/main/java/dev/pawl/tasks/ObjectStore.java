package dev.pawl.tasks;

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
    public InputStream open(String bucket, String key, Optional<String> version) {
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
   */
  InputStream open(String bucket, String key, Optional<String> version);

  /**
   * Lists objects, in the order of their keys, up to 1,000 at once.
   *
   * @param prefix how the keys begin; empty for all
   * @param after where the page before ended; empty for the first
   */
  Page list(String bucket, String prefix, Optional<String> after);

  /** Writes an object; one of that key is replaced. */
  void put(String bucket, String key, byte[] content);

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
