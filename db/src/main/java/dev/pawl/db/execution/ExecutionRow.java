package dev.pawl.db.execution;

import dev.pawl.core.identity.Qualifier;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An execution as its caller sees it; what may be absent is as in {@link Closing} and {@link NewExecution}.
 *
 * @param redriveTokens the client tokens of the latest redrives, encoded
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record ExecutionRow(
    ExecutionKey key, UUID stateMachineId, int revision, Qualifier by, String name,
    ExecutionStatus status, Instant startedAt, @Nullable Instant stoppedAt, byte[] input,
    byte[] inputHash, Optional<byte[]> output, @Nullable String error, @Nullable String cause,
    Optional<byte[]> parent, RedriveState redrives, String redriveTokens) {}
