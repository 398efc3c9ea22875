package dev.pawl.worker.attempt;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls under way on this node. An attempt stays here until its end is committed, so that nobody takes it
 * for lost before.
 */
public final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final Caller caller;
  private final BiConsumer<AttemptKey, Outcome<Payload>> returned;
  private final Map<AttemptKey, Caller.Call> live = new ConcurrentHashMap<>();
  private final Map<AttemptKey, Consumer<Outcome<Payload>>> released = new ConcurrentHashMap<>();

  /** @param returned told what each call brought, on the call's thread */
  public Attempts(Caller caller, BiConsumer<AttemptKey, Outcome<Payload>> returned) {
    this.caller = caller;
    this.returned = returned;
  }

  /** Makes the call; its intent must be committed. */
  public void begin(AttemptKey key, TaskRequest request) {
    Caller.Call call = caller.prepare(request, outcome -> report(key, outcome));
    if (live.putIfAbsent(key, call) == null) {
      call.begin();
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
    Caller.Call call = live.remove(key);
    if (call != null) {
      call.cancel();
    }
  }

  /**
   * The attempt's end is committed, but what a call still under way begins must not be left alone.
   *
   * @param then gets the call's outcome
   */
  public void release(AttemptKey key, Consumer<Outcome<Payload>> then) {
    released.put(key, then);
    if (live.remove(key) == null) {
      released.remove(key);
    }
  }

  /** Waits until no call is under way, at most for the given time. */
  public void drain(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    for (Caller.Call call : live.values()) {
      try {
        if (!call.await(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
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

  private void report(AttemptKey key, Outcome<Payload> outcome) {
    if (live.containsKey(key)) {
      returned.accept(key, outcome);
      return;
    }
    Consumer<Outcome<Payload>> then = released.remove(key);
    if (then != null) {
      then.accept(outcome);
    }
  }
}
