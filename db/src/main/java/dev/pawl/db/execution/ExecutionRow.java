package dev.pawl.db.execution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An execution as its caller sees it; the nullable parts are those of {@link Closing} and a start's. */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record ExecutionRow(
    ExecutionKey key, UUID stateMachineId, int revision, @Nullable Integer version, String name,
    ExecutionStatus status, Instant startedAt, @Nullable Instant stoppedAt, byte[] input,
    byte[] inputHash, byte @Nullable [] output, @Nullable String error, @Nullable String cause,
    byte @Nullable [] parent) {}
