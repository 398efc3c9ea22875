package dev.pawl.db.trigger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A resource as it stands.
 *
 * @param body the resource as the API has it, in JSON
 * @param tags an object of texts, in JSON
 * @param rev counts its changes
 * @param nextAt when it fires next; null for never
 */
public record TriggerRow(TriggerKey key, UUID id, String body, String tags, Instant createdAt,
    Instant changedAt, long rev, @Nullable Instant nextAt) {}
