package dev.pawl.worker.attempt;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Connector;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes each call on a virtual thread of its own. */
public final class ThreadCaller implements Caller {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadCaller.class);

  /** A slow service must not hold more of this node than this many calls. */
  private static final int CALLS_PER_SERVICE = 512;

  private final Function<Resource, Connector> connectors;
  private final Map<String, Semaphore> bulkheads = new ConcurrentHashMap<>();

  public ThreadCaller(Function<Resource, Connector> connectors) {
    this.connectors = connectors;
  }

  @Override
  public Call prepare(TaskRequest request, Consumer<Outcome<Payload>> answer) {
    return new ThreadCall(Thread.ofVirtual().name("attempt-" + request.executionArn())
        .unstarted(() -> call(request, answer)));
  }

  private void call(TaskRequest request, Consumer<Outcome<Payload>> answer) {
    Semaphore bulkhead = bulkheads.computeIfAbsent(service(request.resource()),
        _ -> new Semaphore(CALLS_PER_SERVICE));
    try {
      bulkhead.acquire();
      try {
        answer.accept(connectors.apply(request.resource()).call(request));
      } finally {
        bulkhead.release();
      }
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

  private static String service(Resource resource) {
    return switch (resource) {
      case Resource.Service service -> service.service();
      case Resource.Function _ -> "lambda";
      case Resource.Activity _ -> "activity";
    };
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
