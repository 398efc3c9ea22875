package dev.pawl.db.execution;

import java.time.Instant;

/**
 * A message that waits for its execution.
 *
 * @param at the database's time when it was sent
 * @param uid tells messages of one moment apart
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record InboxMessage(ExecutionKey to, Instant at, long uid, MessageKind kind, byte[] body) {
  public MessageKey key() {
    return new MessageKey(at, uid);
  }
}
