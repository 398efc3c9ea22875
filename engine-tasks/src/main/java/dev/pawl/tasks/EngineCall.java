package dev.pawl.tasks;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;

/** Stands for the calls that concern the engine itself, {@code startExecution}: the worker makes them. */
public final class EngineCall implements Connector {
  /** The only one. */
  public static final EngineCall INSTANCE = new EngineCall();

  private EngineCall() {}

  /** Whether a resource starts an execution of this engine. */
  static boolean is(Resource.Service resource) {
    return resource.action().equals("startExecution")
        && (resource.service().equals("states")
            || (resource.service().equals("aws-sdk:sfn")
                && (resource.pattern() == Resource.Pattern.REQUEST_RESPONSE
                    || resource.pattern() == Resource.Pattern.WAIT_FOR_TASK_TOKEN)));
  }

  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.RESEND;
  }

  /** @throws IllegalStateException always: no connector can make the call */
  @Override
  public Outcome<Payload> call(TaskRequest request) {
    throw new IllegalStateException("no worker stands behind " + request.resource().arn());
  }
}
