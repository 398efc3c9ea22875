package dev.pawl.local;

import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Connector;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real calls of a run, each on a virtual thread. But for these threads it belongs to the run's. */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  private final Outside outside;
  private final Queue<Runnable> arriving;
  private final Map<TaskToken, Thread> underWay = new HashMap<>();

  /** @param arriving gets what is to be done on the run's thread once a call is back */
  Calls(Outside outside, Queue<Runnable> arriving) {
    this.outside = outside;
    this.arriving = arriving;
  }

  boolean areUnderWay() {
    return !underWay.isEmpty();
  }

  /**
   * Begins a call.
   *
   * @param answer told what it brought, on the run's thread
   * @throws NotLocalException where it cannot be made
   */
  void begin(String state, TaskRequest request, Consumer<Outcome<Payload>> answer) {
    Connector connector = connector(state, request.resource());
    underWay.put(request.attempt(), Thread.ofVirtual().start(() -> {
      Outcome<Payload> outcome = call(connector, request);
      arriving.add(() -> {
        if (underWay.remove(request.attempt()) != null) {
          answer.accept(outcome);
        }
      });
    }));
  }

  private Connector connector(String state, Resource resource) {
    switch (resource) {
      case Resource.Activity _ ->
        throw new NotLocalException(state, "waits for a worker of an activity, and there is none");
      case Resource.Service service when service
          .pattern() == Resource.Pattern.WAIT_FOR_TASK_TOKEN ->
        throw new NotLocalException(state,
            "waits for its task token, which nobody can send back to a local run");
      case Resource.Service service when service
          .pattern() != Resource.Pattern.REQUEST_RESPONSE ->
        throw new NotLocalException(state, "waits for the end of a job ("
            + service.pattern().suffix() + "), which a local run does not see");
      case Resource.Function _,Resource.Service _ -> {
        // These can be called.
      }
    }
    return outside.connector(resource).orElseThrow(() -> new NotLocalException(state,
        "calls " + resource.arn() + ", which a local run cannot reach"));
  }

  private static Outcome<Payload> call(Connector connector, TaskRequest request) {
    try {
      return connector.call(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.failed(new StatesError(StatesError.TASK_FAILED, "no longer wanted"));
    } catch (RuntimeException | Error e) {
      // Errors, too: without an answer the state would wait for ever.
      LOG.error("a connector broke while it worked for {}; the attempt fails",
          request.executionArn(), e);
      return Outcome.failed(
          new StatesError(StatesError.TASK_FAILED, "The connector failed: " + e));
    }
  }

  /** Nobody wants the answer any more. */
  void forget(TaskToken attempt) {
    Thread thread = underWay.remove(attempt);
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** The run is over. */
  void giveUp() {
    underWay.values().forEach(Thread::interrupt);
    underWay.clear();
  }
}
