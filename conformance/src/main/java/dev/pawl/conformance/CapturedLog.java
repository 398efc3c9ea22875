package dev.pawl.conformance;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.worker.definition.Machine;
import dev.pawl.worker.log.ExecutionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps what the engine logs of executions. */
public final class CapturedLog implements ExecutionLog {
  private final List<Map<String, @Nullable Object>> records = new ArrayList<>();

  @Override
  public synchronized void write(Execution execution, Machine machine, List<HistoryEvent> events) {
    records.addAll(machine.logging().records(execution, events));
  }

  synchronized List<Map<String, @Nullable Object>> records() {
    return List.copyOf(records);
  }

  /** The last record of an execution; empty where there is none. */
  synchronized Optional<Map<String, @Nullable Object>> last(String arn) {
    return records.stream()
        .filter(entry -> arn.equals(entry.get("execution_arn")))
        .reduce((_, later) -> later);
  }

  synchronized void clear() {
    records.clear();
  }
}
