package dev.pawl.worker.log;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.LogLevel;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.worker.definition.Machine;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes each event that its machine wants logged to all destinations, each with a thread of its own. Best effort, as
 * at AWS: where a destination is slower than the executions, events are left out of it and counted.
 */
public final class ExecutionLogs implements ExecutionLog, AutoCloseable {
  private final List<DestinationLane> lanes;

  /** @param destinations closed with this */
  public ExecutionLogs(List<LogDestination> destinations) {
    lanes = destinations.stream().map(DestinationLane::new).toList();
  }

  @Override
  public void write(Execution execution, Machine machine, List<HistoryEvent> events) {
    LogLevel level = machine.logging().level();
    List<HistoryEvent> wanted = events.stream().filter(event -> level.logs(event.type())).toList();
    if (!wanted.isEmpty()) {
      var burst = new DestinationLane.Burst(execution, machine, wanted);
      lanes.forEach(lane -> lane.offer(burst));
    }
  }

  @Override
  public CompletableFuture<Void> written(Machine machine) {
    return machine.logging().level() == LogLevel.OFF
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.allOf(
            lanes.stream().map(DestinationLane::written).toArray(CompletableFuture<?>[]::new));
  }

  /** Writes what waits, within 2 seconds for each destination. */
  @Override
  public void close() {
    lanes.forEach(DestinationLane::close);
  }
}
