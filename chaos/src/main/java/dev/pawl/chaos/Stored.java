package dev.pawl.chaos;

import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that the database has of one execution.
 *
 * @param label the name of its state machine; of a child of a Map run with a slash and the label after it
 * @param output null where there is none
 * @param state null where there is no row of an open execution
 * @param kept the outputs of finished branches and iterations, by fork and index
 * @param leftovers rows of tasks, messages and kept outputs
 */
record Stored(String label, StateMachine machine, Execution execution, String status,
    @Nullable Instant stoppedAt, @Nullable Payload output, @Nullable String error,
    @Nullable String cause, List<Segment> segments, @Nullable ExecutionState state,
    int nextEvent, Map<Integer, Map<Integer, Payload>> kept, int leftovers) {

  /**
   * The events of one commit.
   *
   * @param committedAt by the database's clock; null where it does not know any more
   */
  record Segment(int first, int last, List<HistoryEvent> events, @Nullable Instant committedAt) {}

  /** The kind of load that it belongs to; a child of a Map run belongs to its parent's. */
  Workflow workflow() {
    int slash = label.indexOf('/');
    return Workflow.of(slash < 0 ? label : label.substring(0, slash));
  }

  /** The Map run whose child it is. */
  Optional<Parent.MapRun> mapRun() {
    return execution.parent().filter(Parent.MapRun.class::isInstance)
        .map(Parent.MapRun.class::cast);
  }

  boolean isRunning() {
    return status.equals("RUNNING");
  }

  List<HistoryEvent> events() {
    return segments.stream().flatMap(segment -> segment.events().stream()).toList();
  }
}
