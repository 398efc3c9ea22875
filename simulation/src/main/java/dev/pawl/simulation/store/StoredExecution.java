package dev.pawl.simulation.store;

import dev.pawl.db.execution.Closing;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.RedriveState;
import dev.pawl.db.execution.StoredPayload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All rows of one execution but its messages. */
final class StoredExecution {
  final NewExecution born;
  ExecutionStatus status = ExecutionStatus.RUNNING;
  @Nullable
  Closing closing;
  @Nullable
  StoredRun run;
  RedriveState redrives = new RedriveState(0, null);
  String redriveTokens = "";
  final List<HistorySegment> history = new ArrayList<>();
  final Map<ByteBuffer, StoredPayload> payloads = new HashMap<>();
  final TreeMap<Integer, StoredTask> tasks = new TreeMap<>();
  final TreeMap<Integer, TreeMap<Integer, KeptItem>> items = new TreeMap<>();

  StoredExecution(NewExecution born) {
    this.born = born;
  }

  void close(Closing end) {
    status = end.status();
    closing = end;
    run = null;
    tasks.clear();
    items.clear();
  }

  void add(List<StoredPayload> more) {
    more.forEach(payload -> payloads.putIfAbsent(ByteBuffer.wrap(payload.hash()), payload));
  }

  ExecutionRow row() {
    Closing end = closing;
    return new ExecutionRow(born.key(), born.stateMachineId(), born.revision(), born.by(),
        born.name(), status, born.startedAt(), end == null ? null : end.stoppedAt(), born.input(),
        born.inputHash(), end == null ? Optional.empty() : end.output(),
        end == null ? null : end.error(), end == null ? null : end.cause(), born.parent(),
        redrives, redriveTokens);
  }
}
