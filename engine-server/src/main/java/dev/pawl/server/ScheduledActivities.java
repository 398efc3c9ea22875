package dev.pawl.server;

import dev.pawl.api.activity.ActivitySignal;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.worker.definition.Machine;
import dev.pawl.worker.log.ExecutionLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Tells the workers that wait at this node of the activity tasks that it has scheduled: it sees committed events on
 * their way to a log.
 */
final class ScheduledActivities implements ExecutionLog {
  private final ExecutionLog log;
  private volatile ActivitySignal signal = _ -> {};

  /** @param log gets all that this one sees */
  ScheduledActivities(ExecutionLog log) {
    this.log = log;
  }

  /** From now on; before, nobody waits. */
  void tell(ActivitySignal known) {
    signal = known;
  }

  @Override
  public void write(Execution execution, Machine machine, List<HistoryEvent> events) {
    for (HistoryEvent event : events) {
      if (event.details() instanceof EventDetails.ActivityScheduled scheduled) {
        signal.scheduled(scheduled.resource());
      }
    }
    log.write(execution, machine, events);
  }

  @Override
  public CompletableFuture<Void> written(Machine machine) {
    return log.written(machine);
  }
}
