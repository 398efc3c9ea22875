package dev.pawl.tasks;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;

/** Answers for resources that this build cannot call: fails at once and calls nothing. */
record UnsupportedConnector(String reason) implements Connector {
  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.RESEND;
  }

  @Override
  public Outcome<Payload> call(TaskRequest request) {
    return Outcome.failed(StatesError.runtime(
        "The resource '" + request.resource().arn() + "' cannot be called: " + reason));
  }
}
