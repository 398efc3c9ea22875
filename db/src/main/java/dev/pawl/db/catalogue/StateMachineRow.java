package dev.pawl.db.catalogue;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A state machine with its latest definition.
 *
 * @param account 12 digits
 * @param name unique in its account among those that are not deleted
 * @param revision the latest definition's number, from 1
 * @param logging the logging configuration as the caller encoded it; null for none
 * @param tracing the tracing configuration as the caller encoded it; null for none
 * @param encryption the encryption configuration as the caller encoded it; null for none
 * @param latest the definition of {@code revision}
 */
public record StateMachineRow(
    String account, UUID id, String name, StateMachineType type, StateMachineStatus status,
    int revision, @Nullable String logging, @Nullable String tracing, @Nullable String encryption,
    Instant createdAt, Instant updatedAt, RevisionRow latest) {}
