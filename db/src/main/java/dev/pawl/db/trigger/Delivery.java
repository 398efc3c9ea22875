package dev.pawl.db.trigger;

import java.time.Instant;
import java.util.UUID;

/**
 * A call that is owed to a target.
 *
 * @param source the ARN of the rule or schedule
 * @param call what is called, in JSON
 * @param attempts how often it was tried, this time included
 * @param expiresAt when it is given up
 */
public record Delivery(UUID id, String account, String source, String call, int attempts,
    Instant expiresAt, Instant createdAt) {}
