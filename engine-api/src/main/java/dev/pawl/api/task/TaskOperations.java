package dev.pawl.api.task;

import dev.pawl.api.WorkerSignal;
import dev.pawl.api.protocol.Operation;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.db.Database;
import java.util.List;

/** The operations of this package. */
public final class TaskOperations {
  private TaskOperations() {}

  public static List<Operation> of(Database database, TaskTokens tokens, WorkerSignal worker) {
    TaskCallbacks callbacks = new TaskCallbacks(database, tokens, worker);
    return List.of(
        new SendTaskSuccess(callbacks), new SendTaskFailure(callbacks),
        new SendTaskHeartbeat(callbacks));
  }
}
