package dev.pawl.worker.log;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.worker.definition.Machine;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gets the events of executions once they are committed, those of Express executions as they happen. Called on
 * threads that others wait for, so it must be quick; for one execution on one thread at a time, in order.
 */
@FunctionalInterface
public interface ExecutionLog {
  /** Events of one execution, those of one burst. */
  void write(Execution execution, Machine machine, List<HistoryEvent> events);

  /** The same, and then another that nobody waits for. */
  default ExecutionLog and(ExecutionLog other) {
    ExecutionLog first = this;
    return new ExecutionLog() {
      @Override
      public void write(Execution execution, Machine machine, List<HistoryEvent> events) {
        first.write(execution, machine, events);
        other.write(execution, machine, events);
      }

      @Override
      public CompletableFuture<Void> written(Machine machine) {
        return first.written(machine);
      }
    };
  }

  /**
   * Completes, normally always, once what was given of the machine's executions until now is where it belongs, or is
   * left out.
   */
  default CompletableFuture<Void> written(Machine machine) {
    return CompletableFuture.completedFuture(null);
  }
}
