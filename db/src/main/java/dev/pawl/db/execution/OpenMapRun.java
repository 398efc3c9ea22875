package dev.pawl.db.execution;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open Map run with all that its next step needs beside its plan.
 *
 * @param wakeAt its alarm; null for none
 * @param state where it stands, encoded
 * @param maxConcurrency how many children may run at once; 0 for the most there may be
 * @param redrives how often it was redriven
 * @param messages those that wait for it, in arrival order
 * @param dbNow the database's time of the load
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OpenMapRun(ExecutionKey key, long rev, @Nullable Instant wakeAt, byte[] state,
    int maxConcurrency, long toleratedCount, double toleratedPercentage, int redrives,
    List<InboxMessage> messages, Instant dbNow) {
  public OpenMapRun {
    messages = List.copyOf(messages);
  }
}
