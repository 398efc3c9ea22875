package dev.pawl.db.execution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of a list of executions.
 *
 * @param version the published version it was started by; null for none
 * @param stoppedAt null while it runs
 */
public record ExecutionSummary(
    ExecutionKey key, UUID stateMachineId, @Nullable Integer version, String name,
    ExecutionStatus status, Instant startedAt, @Nullable Instant stoppedAt,
    RedriveState redrives) {}
