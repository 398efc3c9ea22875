package dev.pawl.db.execution;

import dev.pawl.core.identity.Qualifier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An execution with its first burst.
 *
 * @param revision which definition of its state machine it runs
 * @param by the published version or alias it was started by
 * @param name the given name, or the id as text
 * @param nameGiven whether the caller chose the name, which then must be unique in its state machine
 * @param input the input, encoded; never changed after construction
 * @param inputHash equal for equal inputs, so that a repeated start is recognised; empty where no name was given,
 *     since nobody can repeat that start
 * @param parent who waits for it, encoded; empty for nobody
 * @param history the first burst's events; empty where the first burst is the owner's to run
 * @param tasks only where it stays open
 * @param items outputs of iterations that the first burst finished; only where it stays open
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record NewExecution(
    ExecutionKey key, UUID stateMachineId, int revision, Qualifier by, String name,
    boolean nameGiven, Instant startedAt, byte[] input, byte[] inputHash, Optional<byte[]> parent,
    Next next, Optional<HistorySegment> history, List<StoredPayload> payloads, List<NewTask> tasks,
    List<KeptItem> items, List<OutgoingMessage> messages) {
  public NewExecution {
    payloads = List.copyOf(payloads);
    tasks = List.copyOf(tasks);
    items = List.copyOf(items);
    messages = List.copyOf(messages);
    if (!nameGiven && !name.equals(key.id().toString())) {
      throw new IllegalArgumentException("nobody gave the name " + name + " to " + key.id());
    }
    if (next instanceof Closing && !(tasks.isEmpty() && items.isEmpty())) {
      throw new IllegalArgumentException("a closed execution leaves nothing open: " + key.id());
    }
  }

  /** What the row has as its name: nothing where that would repeat the id. */
  String storedName() {
    return nameGiven ? name : "";
  }

  /** An execution that a caller started. */
  public static NewExecution byCaller(
      ExecutionKey key, UUID stateMachineId, int revision, Qualifier by, String name,
      boolean nameGiven,
      Instant startedAt, byte[] input, byte[] inputHash, Next next,
      Optional<HistorySegment> history, List<StoredPayload> payloads, List<NewTask> tasks,
      List<KeptItem> items) {
    return new NewExecution(
        key, stateMachineId, revision, by, name, nameGiven, startedAt, input, inputHash,
        Optional.empty(),
        next, history, payloads, tasks, items, List.of());
  }
}
