package dev.pawl.db.execution;

/** An activity's task in the hands of a worker; key, seq and attempt make its token. */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record ClaimedTask(ExecutionKey key, int seq, int attempt, byte[] request) {}
