package dev.pawl.db.store;

import dev.pawl.db.execution.ChildRow;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.Inbox;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.MapItems;
import dev.pawl.db.execution.MapRunStep;
import dev.pawl.db.execution.MapRunSteps;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OpenMapRun;
import dev.pawl.db.execution.OutgoingMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Map runs and their children. */
public interface MapRunStore {
  /** Begins a Map run that a message asks for; see {@link MapRunSteps#begin}. */
  void beginMapRun(InboxMessage asked);

  /** Which executions are open Map runs. */
  List<ExecutionKey> openMapRuns(List<ExecutionKey> keys);

  /** What a Map run was asked to do; see {@link MapRunSteps#plan}. */
  Optional<byte[]> mapRunPlan(ExecutionKey key);

  /** Loads an open Map run with its messages; see {@link MapRunSteps#load}. */
  Optional<OpenMapRun> mapRun(ExecutionKey key, Instant low);

  /** Writes a step on the revision that it began from; see {@link MapRunSteps#commit}. */
  boolean commit(MapRunStep step);

  /** How many children stand, in any order; those that are not there are left out. */
  List<ChildRow> children(List<ExecutionKey> keys);

  /** The message that asks for the redrive of a Map run. */
  Optional<InboxMessage> redriveAsked(ExecutionKey key);

  /** Finds a Map run that is to be redriven; see {@link MapRunSteps#redrivable}. */
  Optional<MapRunSteps.Redrivable> redrivable(ExecutionKey key);

  /** Reopens a Map run; see {@link MapRunSteps#redrive}. */
  boolean redriveMapRun(InboxMessage asked, int before, int redrives, byte[] state);

  /** Answers a message with another; see {@link MapRunSteps#answer}. */
  void answer(InboxMessage asked, OutgoingMessage told);

  /** Deletes a message that asks for what has been done. */
  void forget(InboxMessage asked);

  /** How the children of a Map run have ended whose results are kept; see {@link MapItems#statuses}. */
  Map<Integer, Integer> keptStatuses(ExecutionKey mapRun, int from, int bound);

  /** Executions as their callers see them, in any order. */
  List<ExecutionRow> executions(List<ExecutionKey> keys);

  /** Leaves a message for each of several executions that is open; see {@link Inbox#tell}. */
  int tell(Collection<ExecutionKey> keys, MessageKind kind, byte[] body);

  /** The kept results of a Map run's children, from a number on, in order. */
  List<KeptItem> keptResults(ExecutionKey mapRun, int from, int limit);

  /** The numbers of the children whose results are kept, from one on, in order. */
  List<Integer> keptIndexes(ExecutionKey mapRun, int from, int limit);

  /** Deletes the kept results of a Map run that has closed; see {@link MapItems#forget}. */
  void forgetResults(ExecutionKey mapRun);
}
