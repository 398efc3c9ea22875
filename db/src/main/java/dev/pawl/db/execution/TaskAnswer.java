package dev.pawl.db.execution;

import java.time.Instant;

/**
 * What SendTaskSuccess or SendTaskFailure brought.
 *
 * @param at the database's time of the call
 * @param ok whether it was SendTaskSuccess
 * @param result the output, or the error and its cause, encoded by the caller
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record TaskAnswer(Instant at, boolean ok, byte[] result) {}
