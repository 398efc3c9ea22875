package dev.pawl.core.history;

import java.time.Instant;

/**
 * One thing that happened in an execution.
 *
 * @param id 1 for the first event of an execution; no gaps
 * @param previousEventId the event before it in the same line of control; 0 for the first
 * @param timestamp the database's time of the transition, to the millisecond
 */
public record HistoryEvent(long id, long previousEventId, Instant timestamp, HistoryEventType type,
    EventDetails details) {}
