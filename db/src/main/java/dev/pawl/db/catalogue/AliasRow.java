package dev.pawl.db.catalogue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alias of a state machine.
 *
 * @param name unique in its state machine
 * @param description null for none
 */
public record AliasRow(
    String name, @Nullable String description, Routing routing, Instant createdAt,
    Instant updatedAt) {}
