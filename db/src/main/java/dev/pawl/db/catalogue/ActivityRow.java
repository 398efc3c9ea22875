package dev.pawl.db.catalogue;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An activity.
 *
 * @param encryption the encryption configuration as the caller encoded it; null for none
 */
public record ActivityRow(
    String account, UUID id, String name, @Nullable String encryption, Instant createdAt) {}
