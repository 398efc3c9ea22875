package dev.pawl.tasks;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.util.Optional;

/**
 * Makes only the calls that the role may make; another fails with {@code States.Permissions}, which can be caught.
 *
 * @param connector makes them
 */
public record PermittedConnector(Connector connector, Permissions permissions)
    implements
      Connector {
  @Override
  public RecoveryClass recovery(Resource resource) {
    return connector.recovery(resource);
  }

  @Override
  public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
    Optional<StatesError> refusal = permissions.refusal(request);
    return refusal.isPresent() ? Outcome.failed(refusal.get()) : connector.call(request);
  }
}
