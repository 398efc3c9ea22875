package dev.pawl.worker.log;

import dev.pawl.core.history.HistoryEventType;
import java.time.Instant;

/**
 * One record of an execution.
 *
 * @param executionArn of the execution; for an Express one its {@code express} ARN
 * @param stateMachineArn of its state machine, without version or alias
 * @param eventId the event's number
 * @param at when it happened
 * @param record the record as JSON, as AWS writes it to a log group
 */
public record LogEntry(String executionArn, String stateMachineArn, long eventId,
    HistoryEventType type, Instant at, String record) {}
