package dev.pawl.tasks;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;

/** Makes the calls of one kind of resource. Safe for any number of threads. */
public interface Connector {
  /** What may be done with an attempt at this resource whose outcome was lost with its worker. */
  RecoveryClass recovery(Resource resource);

  /**
   * Makes one attempt's call and waits for its answer. Runs on a virtual thread.
   *
   * @return the result as the state sees it; for a callback task what the call that starts the work answered
   * @throws InterruptedException when the attempt is no longer wanted
   */
  Outcome<Payload> call(TaskRequest request) throws InterruptedException;
}
