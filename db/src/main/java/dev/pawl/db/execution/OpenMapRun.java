package dev.pawl.db.execution;

import java.time.Instant;
import java.util.List;

/**
 * An open Map run with all that its next step needs.
 *
 * @param state where it stands, encoded
 * @param messages those that wait for it, in arrival order
 * @param dbNow the database's time of the load
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OpenMapRun(MapRunRow row, long rev, byte[] state, List<InboxMessage> messages,
    Instant dbNow) {
  public OpenMapRun {
    messages = List.copyOf(messages);
  }
}
