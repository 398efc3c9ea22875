package dev.pawl.db.execution;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open Map run with all that its next step needs.
 *
 * @param wakeAt its alarm; null for none
 * @param state where it stands, encoded
 * @param messages those that wait for it, in arrival order
 * @param dbNow the database's time of the load
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OpenMapRun(MapRunRow row, long rev, @Nullable Instant wakeAt, byte[] state,
    List<InboxMessage> messages,
    Instant dbNow) {
  public OpenMapRun {
    messages = List.copyOf(messages);
  }
}
