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
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls under way on this node, each on a virtual thread. An attempt stays here until its end is
 * committed, so that nobody takes it for lost before.
 */
public final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /** A slow service must not hold more of this node than this many calls. */
  private static final int CALLS_PER_SERVICE = 512;

  private final Function<Resource, Connector> connectors;
  private final BiConsumer<AttemptKey, Outcome<Payload>> returned;
  private final Map<AttemptKey, Thread> live = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> bulkheads = new ConcurrentHashMap<>();

  /** @param returned told what each call brought, on the call's thread */
  public Attempts(Function<Resource, Connector> connectors,
      BiConsumer<AttemptKey, Outcome<Payload>> returned) {
    this.connectors = connectors;
    this.returned = returned;
  }

  /** Makes the call; its intent must be committed. */
  public void begin(AttemptKey key, TaskRequest request) {
    Thread thread = Thread.ofVirtual().name("attempt-" + request.executionArn())
        .unstarted(() -> call(key, request));
    if (live.putIfAbsent(key, thread) == null) {
      thread.start();
    }
  }

  /** Whether this node makes the attempt's call, or has its answer and has not committed it yet. */
  public boolean isLive(AttemptKey key) {
    return live.containsKey(key);
  }

  /** How many attempts are here. */
  public int underWay() {
    return live.size();
  }

  /** The attempt's end is committed, or nobody wants its answer any more: a call still under way is given up. */
  public void forget(AttemptKey key) {
    Thread thread = live.remove(key);
    if (thread != null && !thread.equals(Thread.currentThread())) {
      thread.interrupt();
    }
  }

  /** Waits until no call is under way, at most for the given time. */
  public void drain(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    for (Thread thread : live.values()) {
      if (thread.getState() == Thread.State.NEW) {
        continue;
      }
      try {
        if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
          LOG.info("stopping with a call under way; its recovery class decides what becomes of it");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** The node stops: what calls still under way bring has no effect here; recovery decides about them. */
  public void abandon() {
    live.clear();
  }

  private void call(AttemptKey key, TaskRequest request) {
    Semaphore bulkhead = bulkheads.computeIfAbsent(service(request.resource()),
        _ -> new Semaphore(CALLS_PER_SERVICE));
    try {
      bulkhead.acquire();
      try {
        report(key, connectors.apply(request.resource()).call(request));
      } finally {
        bulkhead.release();
      }
    } catch (InterruptedException e) {
      LOG.debug("an attempt of {} is no longer wanted", request.executionArn());
    } catch (RuntimeException | Error e) {
      // Errors, too: a library that cannot be loaded must end the attempt, or the state would wait for ever.
      LOG.error("a connector broke while it worked for {}; the attempt fails",
          request.executionArn(), e);
      report(key,
          Outcome.failed(new StatesError(StatesError.TASK_FAILED, "The connector failed: " + e)));
    }
  }

  private void report(AttemptKey key, Outcome<Payload> outcome) {
    if (live.containsKey(key)) {
      returned.accept(key, outcome);
    }
  }

  private static String service(Resource resource) {
    return switch (resource) {
      case Resource.Service service -> service.service();
      case Resource.Function _ -> "lambda";
      case Resource.Activity _ -> "activity";
    };
  }
}
