package dev.pawl.db.execution;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open execution with all that the interpreter needs.
 *
 * @param wakeAt its alarm; may be earlier than anything that is due; null for none
 * @param messages those that wait for it, in arrival order
 * @param dbNow the database's time of the load
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record LoadedRun(
    ExecutionKey key, long rev, int nextEvent, @Nullable Instant wakeAt, byte[] state,
    UUID stateMachineId, int revision, @Nullable Integer version, String name, Instant startedAt,
    byte[] input, Optional<byte[]> parent, RedriveState redrives, List<TaskRow> tasks,
    List<InboxMessage> messages,
    Instant dbNow) {
  public LoadedRun {
    tasks = List.copyOf(tasks);
    messages = List.copyOf(messages);
  }
}
