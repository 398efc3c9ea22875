package dev.pawl.db.execution;

import dev.pawl.core.identity.Shards;
import java.time.Instant;
import java.util.UUID;

/**
 * One record of the log group.
 *
 * @param executionArn of the execution; for an Express one its {@code express} ARN
 * @param at the event's time, in milliseconds
 * @param eventId the event's number in its run
 * @param type the event's type, e.g. {@code ExecutionStarted}
 * @param record the record as JSON
 */
public record LoggedEvent(String executionArn, Instant at, long eventId, String type,
    String record) {
  private static final UUID NO_MACHINE = new UUID(0, 0);
  private static final long SECONDS_A_DAY = 86_400;

  LoggedEvent with(String other) {
    return new LoggedEvent(executionArn, at, eventId, type, other);
  }

  int shard() {
    return shardOf(executionArn);
  }

  int day() {
    return dayOf(at);
  }

  /** The log's own: who reads it knows the ARN and nothing else. */
  static int shardOf(String executionArn) {
    return Shards.of(NO_MACHINE, executionArn);
  }

  /** The partition of a time. */
  static int dayOf(Instant at) {
    return Math.toIntExact(Math.floorDiv(at.getEpochSecond(), SECONDS_A_DAY));
  }
}
