package dev.pawl.db.store;

import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.MapRunRow;
import dev.pawl.db.execution.MapRunStep;
import dev.pawl.db.execution.MapRuns;
import dev.pawl.db.execution.MessageKey;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OpenMapRun;
import java.util.List;

/** Map runs and their children. */
public interface MapRunStore {
  /** Begins a Map run that a message asks for; see {@link MapRuns#create}. */
  void createMapRun(MapRunRow row, byte[] state, MessageKey asked);

  /** Loads open Map runs with their messages; see {@link MapRuns#load}. */
  List<OpenMapRun> mapRuns(List<ExecutionKey> keys);

  /** Writes a step on the revision that it began from; see {@link MapRuns#commit}. */
  boolean commit(MapRunStep step);

  /** Executions as their callers see them, in any order. */
  List<ExecutionRow> executions(List<ExecutionKey> keys);

  /** Leaves a message for each of several executions that is open; see {@link MapRuns#tell}. */
  int tell(List<ExecutionKey> keys, MessageKind kind, byte[] body);

  /** Keeps results before the step that tells of them; a repeat changes nothing. */
  void keepResults(ExecutionKey mapRun, List<KeptItem> items);

  /** The kept results of a Map run's children, from a number on, in order. */
  List<KeptItem> keptResults(ExecutionKey mapRun, int from, int limit);
}
