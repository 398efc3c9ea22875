package dev.pawl.tasks;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.util.Optional;

/** Stands for the calls that concern the engine itself: the worker makes them. */
public enum EngineCall implements Connector {
  /** {@code startExecution}. */
  START(RecoveryClass.RESEND),
  /** {@code startSyncExecution}: nobody knows whether what was lost with its worker had run. */
  START_SYNC(RecoveryClass.UNKNOWN);

  private static final String SDK = "aws-sdk:sfn";

  private final RecoveryClass recovery;

  EngineCall(RecoveryClass recovery) {
    this.recovery = recovery;
  }

  /** What a resource asks of this engine; empty where it is another service's. */
  static Optional<EngineCall> of(Resource.Service resource) {
    if (resource.action().equals("startSyncExecution") && resource.service().equals(SDK)
        && resource.pattern() == Resource.Pattern.REQUEST_RESPONSE) {
      return Optional.of(START_SYNC);
    }
    return isStart(resource) ? Optional.of(START) : Optional.empty();
  }

  private static boolean isStart(Resource.Service resource) {
    return resource.action().equals("startExecution")
        && (resource.service().equals("states")
            || (resource.service().equals(SDK)
                && (resource.pattern() == Resource.Pattern.REQUEST_RESPONSE
                    || resource.pattern() == Resource.Pattern.WAIT_FOR_TASK_TOKEN)));
  }

  @Override
  public RecoveryClass recovery(Resource resource) {
    return recovery;
  }

  /** @throws IllegalStateException always: no connector can make the call */
  @Override
  public Outcome<Payload> call(TaskRequest request) {
    throw new IllegalStateException("no worker stands behind " + request.resource().arn());
  }
}
