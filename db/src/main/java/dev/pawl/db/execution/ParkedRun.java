package dev.pawl.db.execution;

import java.time.Instant;

/**
 * An open execution that cannot be advanced.
 *
 * @param account of its state machine
 * @param stateMachine the state machine's name
 * @param name the execution's name
 * @param since the first of the failures in a row
 * @param failures how many there were, of all nodes together
 * @param reason what the last one said
 */
public record ParkedRun(ExecutionKey key, String account, String stateMachine, String name,
    Instant since, int failures, String reason) {}
