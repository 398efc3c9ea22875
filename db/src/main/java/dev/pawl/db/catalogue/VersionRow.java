package dev.pawl.db.catalogue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A published version of a state machine, which never changes.
 *
 * @param number counts from 1; never used again
 * @param revision the definition's number
 * @param description null for none
 * @param logging the logging configuration as the caller encoded it; null for none; so {@code tracing} and
 *     {@code encryption}
 */
public record VersionRow(
    int number, int revision, @Nullable String description, @Nullable String logging,
    @Nullable String tracing, @Nullable String encryption, Instant createdAt) {}
