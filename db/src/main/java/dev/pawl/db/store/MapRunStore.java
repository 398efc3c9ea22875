package dev.pawl.db.store;

import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.Inbox;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.MapItems;
import dev.pawl.db.execution.MapRunRow;
import dev.pawl.db.execution.MapRunStep;
import dev.pawl.db.execution.MapRunSteps;
import dev.pawl.db.execution.MessageKey;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OpenMapRun;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Map runs and their children. */
public interface MapRunStore {
  /** Begins a Map run that a message asks for; see {@link MapRunSteps#create}. */
  void createMapRun(MapRunRow row, byte[] state, MessageKey asked);

  /** Which executions are open Map runs. */
  List<ExecutionKey> openMapRuns(List<ExecutionKey> keys);

  /** What a Map run was asked to do; see {@link MapRunSteps#plan}. */
  Optional<byte[]> mapRunPlan(ExecutionKey key);

  /** Loads an open Map run with its messages; see {@link MapRunSteps#load}. */
  Optional<OpenMapRun> mapRun(ExecutionKey key, Instant low);

  /** Writes a step on the revision that it began from; see {@link MapRunSteps#commit}. */
  boolean commit(MapRunStep step);

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
