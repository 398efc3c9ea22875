package dev.pawl.simulation.store;

import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.NewTask;
import dev.pawl.db.execution.Reopening;
import java.time.Instant;

/** Told of each change the moment it is made, whatever its caller gets to know. */
public interface StoreWatcher {
  /** An execution was written; {@code now} is the store's true time. */
  void started(NewExecution execution, Instant now);

  /** A burst is about to be written: nothing of it can be seen yet. */
  void committing(Burst burst);

  /** A burst was written. */
  void committed(Burst burst, Instant now);

  /** A task was answered by token, and the answer accepted. */
  void answered(ExecutionKey key, int seq, int attempt);

  /** A closed execution was reopened. */
  void reopened(Reopening reopening);

  /** A task's row was written. */
  void inserted(ExecutionKey key, NewTask task);
}
