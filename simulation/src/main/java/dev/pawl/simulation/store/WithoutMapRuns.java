package dev.pawl.simulation.store;

import dev.pawl.db.execution.ChildRow;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.MapRunStep;
import dev.pawl.db.execution.MapRunSteps;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OpenMapRun;
import dev.pawl.db.execution.OutgoingMessage;
import dev.pawl.db.store.MapRunStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The workflows that are simulated have no Map runs: there is none to be found, and none may begin. */
public interface WithoutMapRuns extends MapRunStore {
  @Override
  default void beginMapRun(InboxMessage asked) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default List<ExecutionKey> openMapRuns(List<ExecutionKey> keys) {
    return List.of();
  }

  @Override
  default Optional<byte[]> mapRunPlan(ExecutionKey key) {
    return Optional.empty();
  }

  @Override
  default Optional<OpenMapRun> mapRun(ExecutionKey key, Instant low) {
    return Optional.empty();
  }

  @Override
  default boolean commit(MapRunStep step) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default List<ChildRow> children(List<ExecutionKey> keys) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default Optional<InboxMessage> redriveAsked(ExecutionKey key) {
    return Optional.empty();
  }

  @Override
  default Optional<MapRunSteps.Redrivable> redrivable(ExecutionKey key) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default boolean redriveMapRun(InboxMessage asked, int before, int redrives, byte[] state) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default void answer(InboxMessage asked, OutgoingMessage told) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default void forget(InboxMessage asked) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default Map<Integer, Integer> keptStatuses(ExecutionKey mapRun, int from, int bound) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default List<ExecutionRow> executions(List<ExecutionKey> keys) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default int tell(Collection<ExecutionKey> keys, MessageKind kind, byte[] body) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default List<KeptItem> keptResults(ExecutionKey mapRun, int from, int limit) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default List<Integer> keptIndexes(ExecutionKey mapRun, int from, int limit) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }

  @Override
  default void forgetResults(ExecutionKey mapRun) {
    throw new UnsupportedOperationException("Map runs are not simulated");
  }
}
