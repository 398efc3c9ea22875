package dev.pawl.db.execution;

import java.time.Instant;
import java.util.Optional;

/**
 * An open execution, or Map run, that cannot be advanced.
 *
 * @param account of its state machine
 * @param stateMachine the state machine's name
 * @param label the label of a Map run; empty for an execution
 * @param name the execution's name, or the Map run's id
 * @param since the first of the failures in a row
 * @param failures how many there were, of all nodes together
 * @param reason what the last one said
 */
public record ParkedRun(ExecutionKey key, String account, String stateMachine,
    Optional<String> label, String name,
    Instant since, int failures, String reason) {}
