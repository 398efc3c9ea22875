package dev.pawl.worker.burst;

import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.worker.definition.Machine;
import java.time.Instant;

/**
 * An open execution in memory, as of one revision.
 *
 * @param at the time of its last burst, or of the load: no later burst may tell of an earlier time
 */
record OpenExecution(ExecutionKey key, Execution execution, Machine machine, long rev,
    ExecutionState state, Instant at) {
  OpenExecution at(long newRev, ExecutionState newState, Instant now) {
    return new OpenExecution(key, execution, machine, newRev, newState, now);
  }
}
