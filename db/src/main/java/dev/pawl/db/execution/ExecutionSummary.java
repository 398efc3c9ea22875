package dev.pawl.db.execution;

import dev.pawl.core.identity.Qualifier;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of a list of executions.
 *
 * @param by the published version or alias it was started by
 * @param stoppedAt null while it runs
 */
public record ExecutionSummary(
    ExecutionKey key, UUID stateMachineId, Qualifier by, String name,
    ExecutionStatus status, Instant startedAt, @Nullable Instant stoppedAt,
    RedriveState redrives) {}
