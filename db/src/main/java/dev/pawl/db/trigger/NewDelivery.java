package dev.pawl.db.trigger;

import java.time.Instant;
import java.util.UUID;

/**
 * A call that will be owed to a target.
 *
 * @param id the same for the same event and target
 * @param at when it is to be made
 * @param expiresAt when it is given up
 */
public record NewDelivery(UUID id, String account, String source, String call, Instant at,
    Instant expiresAt) {}
