package dev.pawl.db.execution;

import java.time.Instant;

/**
 * How an execution stands that a Map run has started.
 *
 * @param redrives how often it was redriven
 * @param parent who waits for it, encoded
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record ChildRow(ExecutionKey key, ExecutionStatus status, Instant startedAt, int redrives,
    byte[] parent) {}
