package dev.pawl.worker.attempt;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Connector;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes each call on a virtual thread of its own. */
public final class ThreadCaller implements Caller {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadCaller.class);

  private final Function<Resource, Connector> connectors;
  private final Bulkheads bulkheads;

  /** @param bulkheads those of the node, which all of its callers share */
  public ThreadCaller(Function<Resource, Connector> connectors, Bulkheads bulkheads) {
    this.connectors = connectors;
    this.bulkheads = bulkheads;
  }

  @Override
  public Call prepare(TaskRequest request, Consumer<Outcome<Payload>> answer) {
    return new ThreadCall(Thread.ofVirtual().name("attempt-" + request.executionArn())
        .unstarted(() -> call(request, answer)));
  }

  private void call(TaskRequest request, Consumer<Outcome<Payload>> answer) {
    try {
      answer.accept(bulkheads.call(connectors.apply(request.resource()), request));
    } catch (InterruptedException e) {
      LOG.debug("an attempt of {} is no longer wanted", request.executionArn());
    } catch (RuntimeException | Error e) {
      // Errors, too: a library that cannot be loaded must end the attempt, or the state would wait for ever.
      LOG.error("a connector broke while it worked for {}; the attempt fails",
          request.executionArn(), e);
      answer.accept(
          Outcome.failed(new StatesError(StatesError.TASK_FAILED, "The connector failed: " + e)));
    }
  }

  private record ThreadCall(Thread thread) implements Call {
    @Override
    public void begin() {
      thread.start();
    }

    @Override
    public void cancel() {
      if (!thread.equals(Thread.currentThread())) {
        thread.interrupt();
      }
    }

    @Override
    public boolean await(Duration longest) throws InterruptedException {
      return thread.getState() == Thread.State.NEW || thread.join(longest);
    }
  }
}
