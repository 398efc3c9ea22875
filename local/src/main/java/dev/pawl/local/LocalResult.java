package dev.pawl.local;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run has ended.
 *
 * @param output null unless it succeeded
 * @param error null if it succeeded
 * @param history the events of the execution, without those of a Distributed Map's children
 */
public record LocalResult(Execution execution, ExecutionStatus status, @Nullable Payload output,
    @Nullable StatesError error, Instant stoppedAt, List<HistoryEvent> history) {
  public LocalResult {
    history = List.copyOf(history);
  }
}
