package dev.pawl.worker.log;

import dev.pawl.core.history.HistoryEventType;
import java.time.Instant;
import java.util.UUID;

/**
 * One record of an execution.
 *
 * @param executionArn of the execution; for an Express one its {@code express} ARN
 * @param stateMachine the id of its state machine
 * @param revision of that state machine
 * @param stateMachineArn of its state machine, without version or alias
 * @param eventId the event's number
 * @param at when it happened
 * @param record the record as JSON, as AWS writes it to a log group
 */
public record LogEntry(String executionArn, UUID stateMachine, int revision,
    String stateMachineArn, long eventId,
    HistoryEventType type, Instant at, String record) {}
