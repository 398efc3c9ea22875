package dev.pawl.db.execution;

import org.jspecify.annotations.Nullable;

/**
 * A Map run as its redrive finds it.
 *
 * @param status RUNNING, SUCCEEDED, FAILED or ABORTED
 * @param redrives how often it was redriven
 * @param state where it stood when it closed, encoded; null unless it failed or was aborted
 * @param result what it gave, encoded; null unless it succeeded
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record ClosedMapRun(String status, int redrives, byte @Nullable [] state,
    byte @Nullable [] result) {}
