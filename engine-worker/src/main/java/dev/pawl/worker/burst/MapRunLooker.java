package dev.pawl.worker.burst;

import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.InboxMessage;
import java.util.List;
import java.util.Set;

/** Takes what the reader finds for Map runs. */
public interface MapRunLooker {
  /** Where there are no Map runs. */
  MapRunLooker NOBODY = new MapRunLooker() {
    @Override
    public boolean isOccupied(ExecutionKey key) {
      return false;
    }

    @Override
    public Set<ExecutionKey> look(Set<ExecutionKey> keys, List<InboxMessage> messages) {
      return Set.of();
    }
  };

  /** Whether a step of the Map run is under way, so that there is no use in looking at it. */
  boolean isOccupied(ExecutionKey key);

  /**
   * Looks at what is due, or has messages, and is no open execution.
   *
   * @param messages all that the scan found, those of others included
   * @return which of the keys are open Map runs, or ask for one
   */
  Set<ExecutionKey> look(Set<ExecutionKey> keys, List<InboxMessage> messages);
}
