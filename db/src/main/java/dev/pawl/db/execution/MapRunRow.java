package dev.pawl.db.execution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Map run, open or closed.
 *
 * @param execution the id of the execution that asked for it
 * @param executionArn that execution's ARN
 * @param stateMachineId the state machine of the catalogue whose definition holds the Map state
 * @param state the Map state's name
 * @param plan what it was asked to do, encoded
 * @param status RUNNING, SUCCEEDED, FAILED or ABORTED
 * @param stoppedAt null while it runs
 * @param maxConcurrency how many children may run at once; 0 for the most there may be
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record MapRunRow(ExecutionKey key, UUID execution, String executionArn,
    UUID stateMachineId, int revision, String state, String label, byte[] plan, String status,
    Instant startedAt, @Nullable Instant stoppedAt, int maxConcurrency, long toleratedCount,
    double toleratedPercentage, MapRunCounts counts, RedriveState redrives) {}
