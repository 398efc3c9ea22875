package dev.pawl.worker.express;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.worker.definition.Machine;
import java.util.List;

/** Gets the events of Express executions as they happen, in order. Called on many threads, for one execution on one at a time. */
@FunctionalInterface
public interface ExpressLog {
  /** Events of one execution, those of one burst. */
  void write(Execution execution, Machine machine, List<HistoryEvent> events);
}
