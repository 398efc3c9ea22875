package dev.pawl.core.interpreter;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one burst made of an execution; committed as a whole or not at all.
 *
 * @param history the new events, in order
 * @param effects what else is to be done; for a closed execution only the ends of attempts and jobs,
 *     since all its rows go
 */
public record Decision(Next next, List<HistoryEvent> history, List<Effect> effects) {
  public Decision {
    history = List.copyOf(history);
    effects = List.copyOf(effects);
  }

  /** How the execution goes on. */
  public sealed interface Next {
    /**
     * It waits for timers, tasks or messages.
     *
     * @param wakeAt the earliest time at which something is due; null where nothing is
     */
    record Open(ExecutionState state, @Nullable Instant wakeAt) implements Next {}

    /**
     * It has ended.
     *
     * @param output null unless it succeeded
     * @param error null if it succeeded
     */
    record Closed(ExecutionStatus status, @Nullable Payload output,
        @Nullable StatesError error) implements Next {}
  }
}
