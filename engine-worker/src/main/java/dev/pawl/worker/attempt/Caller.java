package dev.pawl.worker.attempt;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import java.time.Duration;
import java.util.function.Consumer;

/** Makes the calls of attempts, many at once. */
@FunctionalInterface
public interface Caller {
  /**
   * Prepares a call.
   *
   * @param answer told what the call brought, unless it was cancelled before
   */
  Call prepare(TaskRequest request, Consumer<Outcome<Payload>> answer);

  /** One call. */
  interface Call {
    /** Begins it and returns at once. */
    void begin();

    /** Nobody wants its answer any more. */
    void cancel();

    /** Waits for the end of a call that has begun; false where it did not come in time. */
    boolean await(Duration longest) throws InterruptedException;
  }
}
