package dev.pawl.worker.burst;

import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.worker.definition.Machine;

/** An open execution in memory, as of one revision. */
record OpenExecution(ExecutionKey key, Execution execution, Machine machine, long rev,
    ExecutionState state) {
  OpenExecution at(long newRev, ExecutionState newState) {
    return new OpenExecution(key, execution, machine, newRev, newState);
  }
}
