package dev.pawl.db.store;

import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.ClaimedTask;
import dev.pawl.db.execution.CommitOutcome;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.execution.Runs;
import dev.pawl.db.execution.StartResult;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.db.execution.Tasks;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Executions and all that belongs to them. The classes of {@code dev.pawl.db.execution} say more of each. */
public interface ExecutionStore {
  /** Writes new executions with their first bursts; see {@link dev.pawl.db.execution.Starts#start}. */
  List<StartResult> start(List<NewExecution> batch);

  /** Writes bursts, each on the revision that it began from; see {@link dev.pawl.db.execution.Commits#commit}. */
  List<CommitOutcome> commit(List<Burst> batch);

  /** Finds messages sent later than {@code low}; see {@link Runs#messages}. */
  Runs.Arrived messages(Set<Integer> shards, Instant low, int limit);

  /** Finds executions whose alarm rang later than {@code low}; see {@link Runs#due}. */
  Runs.Due due(Set<Integer> shards, Instant low, int limit);

  /**
   * Both at once, as soon after each other as can be: messages first.
   *
   * @param besides whose messages are left out
   */
  default Runs.Scan scan(Set<Integer> shards, Instant low, Set<ExecutionKey> besides,
      int messages, int due) {
    Runs.Arrived arrived = messages(shards, low, messages);
    return new Runs.Scan(
        new Runs.Arrived(arrived.dbNow(),
            arrived.messages().stream().filter(message -> !besides.contains(message.to()))
                .toList()),
        due(shards, low, due));
  }

  /** Loads open executions with their messages and tasks; see {@link Runs#load}. */
  Runs.Loaded load(List<ExecutionKey> keys);

  /** Answers a task by token and tells its execution; see {@link Tasks#answer}. */
  Tasks.Reception answer(ExecutionKey key, int seq, int attempt, boolean ok, byte[] result);

  /** Takes a sign of life; see {@link Tasks#heartbeat}. */
  Tasks.Reception heartbeat(ExecutionKey key, int seq, int attempt);

  /** Hands tasks of an activity to a worker; see {@link Tasks#claimActivity}. */
  List<ClaimedTask> claimActivity(UUID activityId, int limit, String workerName);

  /** Makes this node the owner of a dead node's attempt; see {@link Tasks#adopt}. */
  boolean adopt(ExecutionKey key, int seq, int attempt, UUID deadOwner, UUID me);

  /** Makes this node the owner of an attempt that nobody has sent; see {@link Tasks#pickUp}. */
  boolean pickUp(ExecutionKey key, long rev, int seq, int attempt, UUID me);

  /** Leaves a message for an open execution; see {@link dev.pawl.db.execution.Inbox#send}. */
  boolean send(ExecutionKey to, MessageKind kind, byte[] body);

  /** Deletes messages to closed executions; see {@link dev.pawl.db.execution.Inbox#discard}. */
  int discard(List<InboxMessage> messages);

  /** The outputs kept for a fork, in the order of the iterations. */
  List<KeptItem> items(ExecutionKey key, int frame);

  /** The large values of an execution with these hashes, in any order; a hash without a value is left out. */
  List<StoredPayload> payloads(ExecutionKey key, Collection<byte[]> hashes);

  /** Segments of a history, beginning with the one that holds an event; see {@link Histories#page}. */
  List<HistorySegment> history(ExecutionKey key, int from, Histories.Order order, int limit);

  /** The id of an execution's last event; 0 where there is none. */
  int lastEvent(ExecutionKey key);

  /** An execution as its caller sees it, open or closed. */
  Optional<ExecutionRow> execution(ExecutionKey key);

  /** The same by its id alone; slower. */
  Optional<ExecutionRow> execution(UUID id);

  /** The same by its name, given or made up. */
  Optional<ExecutionRow> execution(UUID stateMachineId, String name);

  /** Reopens a closed execution; see {@link dev.pawl.db.execution.Reopenings#reopen}. */
  boolean reopen(Reopening reopening);

  /**
   * Notes for people that an execution cannot be advanced; see {@link dev.pawl.db.execution.ParkedRuns#park}. A store
   * that nobody looks into keeps no such notes.
   *
   * @return the failures in a row that are known; 0 where it is not noted
   */
  default int park(ExecutionKey key, int failures, String reason) {
    return 0;
  }

  /** An execution that was noted so has gone on. */
  default void unpark(ExecutionKey key) {}
}
