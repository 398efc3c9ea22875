package dev.pawl.worker.burst;

import dev.pawl.core.codec.StoredCall;
import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.json.Payload;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.TaskRow;
import dev.pawl.worker.Incarnation;
import dev.pawl.worker.attempt.AttemptKey;
import dev.pawl.worker.attempt.Attempts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins the calls whose intents are committed. */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /** After an intent was sent, its call may begin for so long; later another node may have given it up. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** A call gives up this much later than its state, so that it is the state's timeout that people see. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Attempts attempts;
  private final Incarnation me;

  Calls(Attempts attempts, Incarnation me) {
    this.attempts = attempts;
    this.me = me;
  }

  /**
   * Begins the calls of a burst.
   *
   * @param sentAt when the commit of the intents was sent, by the node's {@code nanoTime}
   * @return false where it is too late for them
   */
  boolean begin(Execution execution, ExecutionKey key, List<Effect> effects, long sentAt) {
    List<Effect.StartTask> tasks = effects.stream()
        .filter(effect -> effect instanceof Effect.StartTask task
            && !(task.resource() instanceof Resource.Activity))
        .map(Effect.StartTask.class::cast).toList();
    if (tasks.isEmpty()) {
      return true;
    }
    if (isStale(execution, sentAt)) {
      return false;
    }
    for (Effect.StartTask task : tasks) {
      call(execution, new AttemptKey(key, task.seq(), task.attempt()), task.resource(),
          task.parameters(), task.roleArn(), task.timeoutSeconds(),
          scheduledAt(Objects.requireNonNull(task.deadline()), task.timeoutSeconds()));
    }
    return true;
  }

  /**
   * Begins calls that were adopted.
   *
   * @param sentAt when the commit after the adoption was sent, by the node's {@code nanoTime}
   * @return false where it is too late for them
   */
  boolean resend(Execution execution, ExecutionKey key, List<Recovery.Resend> resends,
      long sentAt) {
    if (resends.isEmpty()) {
      return true;
    }
    if (isStale(execution, sentAt)) {
      return false;
    }
    for (Recovery.Resend resend : resends) {
      StoredCall call = resend.call();
      call(execution, new AttemptKey(key, resend.task().seq(), resend.task().attempt()),
          call.resource(), call.parameters(), call.roleArn(), call.timeoutSeconds(),
          scheduledAt(resend.task(), call));
    }
    return true;
  }

  private boolean isStale(Execution execution, long sentAt) {
    boolean stale = me.nanosSince(sentAt) > FRESH.toNanos();
    if (stale) {
      LOG.warn("{}: the commit took over {} s; its calls are made after another look",
          execution.arn(), FRESH.toSeconds());
    }
    return stale;
  }

  /** The time of the burst that asked for a call, as its row tells. */
  static Instant scheduledAt(TaskRow task, StoredCall call) {
    return scheduledAt(Objects.requireNonNull(task.deadline(), "a call has a deadline"),
        call.timeoutSeconds());
  }

  private static Instant scheduledAt(Instant deadline, long timeoutSeconds) {
    return deadline.minusSeconds(timeoutSeconds);
  }

  private void call(Execution execution, AttemptKey attempt, Resource resource, Payload parameters,
      @Nullable String roleArn, long timeoutSeconds, Instant scheduledAt) {
    ExecutionKey key = attempt.execution();
    attempts.begin(
        attempt,
        new TaskRequest(
            new TaskToken(key.shard(), key.id(), attempt.seq(), attempt.attempt()), scheduledAt,
            resource, parameters, execution.arn(), execution.roleArn(),
            IdempotencyTokens.of(attempt.execution().id(), attempt.seq(), attempt.attempt()),
            roleArn, Duration.ofSeconds(timeoutSeconds).plus(GRACE)));
  }
}
