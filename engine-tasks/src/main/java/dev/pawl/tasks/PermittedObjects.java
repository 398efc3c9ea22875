package dev.pawl.tasks;

import dev.pawl.core.access.AccessRequest;
import dev.pawl.core.access.TaskRights;
import dev.pawl.core.maprun.SourcePin;
import dev.pawl.core.outcome.StatesError;
import java.util.Optional;

/**
 * The objects that a state machine's role may read and write.
 *
 * @param account the state machine's
 */
public record PermittedObjects(ObjectStore objects, Permissions permissions, String role,
    String account) implements ObjectStore {
  @Override
  public Opened open(String bucket, String key, Optional<String> version,
      Optional<SourcePin> pin) {
    check(TaskRights.toRead(bucket, key));
    return objects.open(bucket, key, version, pin);
  }

  @Override
  public Page list(String bucket, String prefix, Optional<String> after) {
    check(TaskRights.toList(bucket));
    return objects.list(bucket, prefix, after);
  }

  @Override
  public void put(String bucket, String key, byte[] content) {
    check(TaskRights.toWrite(bucket, key));
    objects.put(bucket, key, content);
  }

  private void check(AccessRequest needed) {
    try {
      Optional<StatesError> refusal = permissions.refusal(role, account, needed);
      if (refusal.isPresent()) {
        throw new ObjectStoreException(String.valueOf(refusal.get().cause()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStoreException("The Map run is no longer wanted.", e);
    }
  }
}
