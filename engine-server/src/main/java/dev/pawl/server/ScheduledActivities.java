package dev.pawl.server;

import dev.pawl.api.activity.ActivitySignal;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.worker.log.ExecutionLog;

/** Tells the workers that wait at this node of the activity tasks that it has scheduled. */
final class ScheduledActivities {
  private volatile ActivitySignal signal = _ -> {};

  /** From now on; before, nobody waits. */
  void tell(ActivitySignal known) {
    signal = known;
  }

  /** Sees committed events on their way to a log. */
  ExecutionLog before(ExecutionLog log) {
    return (execution, machine, events) -> {
      for (HistoryEvent event : events) {
        if (event.details() instanceof EventDetails.ActivityScheduled scheduled) {
          signal.scheduled(scheduled.resource());
        }
      }
      log.write(execution, machine, events);
    };
  }
}
