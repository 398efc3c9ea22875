package dev.pawl.core.task;

import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.json.Payload;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a task, as a connector gets it.
 *
 * @param attempt which one it is
 * @param scheduledAt the time of the burst that asked for it; the same for every delivery
 * @param resource what to call
 * @param parameters the effective input after Parameters or Arguments
 * @param executionArn whose attempt it is; its account is the one that asks
 * @param executionRole the role of the state machine, whose policies decide what the call may do; empty where none is
 *     named, as in a run on somebody's own machine
 * @param idempotencyToken the same for every delivery of this attempt, and for no other attempt; base64url
 * @param roleArn the role of the state's Credentials; null where it has none
 * @param timeout when the call may be given up for good; a little more than the state's own timeout, which comes first
 */
public record TaskRequest(TaskToken attempt, Instant scheduledAt, Resource resource,
    Payload parameters, String executionArn, String executionRole, String idempotencyToken,
    @Nullable String roleArn, Duration timeout) {

  /** The same call, which may be given up earlier. */
  public TaskRequest within(Duration other) {
    return new TaskRequest(attempt, scheduledAt, resource, parameters, executionArn, executionRole,
        idempotencyToken, roleArn, other);
  }

  /** The same attempt with other parameters, for one of the calls that it is made of. */
  public TaskRequest with(Payload others) {
    return new TaskRequest(attempt, scheduledAt, resource, others, executionArn, executionRole,
        idempotencyToken, roleArn, timeout);
  }
}
