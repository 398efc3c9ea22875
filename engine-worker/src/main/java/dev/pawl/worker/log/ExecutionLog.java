package dev.pawl.worker.log;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.worker.definition.Machine;
import java.util.List;

/**
 * Gets the events of executions once they are committed, those of Express executions as they happen. Called on
 * threads that others wait for, so it must be quick; for one execution on one thread at a time, in order.
 */
@FunctionalInterface
public interface ExecutionLog {
  /** Events of one execution, those of one burst. */
  void write(Execution execution, Machine machine, List<HistoryEvent> events);
}
