package dev.pawl.core.interpreter;

import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides how an execution goes on. A function: the same machine, state, events and surroundings give the
 * same decision.
 */
public final class Interpreter {
  private static final int ROOT = 1;

  private Interpreter() {}

  /** Runs the first burst: from the execution's start to the first moment when it has to wait. */
  public static Decision start(StateMachine machine, Execution execution, Surroundings around) {
    Burst burst = begin(machine, execution, around);
    return decide(burst, () -> new Lines(burst).run());
  }

  /** Begins an execution without entering a state, for a node that leaves all bursts to others. */
  public static Decision accept(StateMachine machine, Execution execution, Surroundings around) {
    return begin(machine, execution, around).decision();
  }

  /**
   * Fails an execution whose burst could not be computed to its end.
   *
   * @param error with what it fails; no Retry and no Catch sees it
   */
  public static Decision abandon(StateMachine machine, Execution execution, ExecutionState state,
      StatesError error, Surroundings around) {
    return abandon(new Burst(machine, execution, state, around), error);
  }

  /** The same for an execution that has not begun yet. */
  public static Decision abandon(StateMachine machine, Execution execution, StatesError error,
      Surroundings around) {
    return abandon(begin(machine, execution, around), error);
  }

  private static Decision abandon(Burst burst, StatesError error) {
    end(burst, ExecutionStatus.FAILED, HistoryEventType.ExecutionFailed, error.name(),
        error.cause());
    return burst.decision();
  }

  /**
   * Reopens an execution that has failed, was aborted or timed out. It then goes on by its next burst, which
   * reads the history: what had succeeded is kept, the states at which it broke off are done again.
   *
   * @param redrives this redrive counted
   * @param lastEvent the id of the event that ended it
   */
  public static Decision redrive(StateMachine machine, Redrives redrives, long lastEvent,
      Limits limits) {
    Instant now = Objects.requireNonNull(redrives.lastAt());
    long redriven = lastEvent + 1;
    Frame root = new Frame(ROOT, 0, 0, machine.graph().startAt(), redriven, Map.of(),
        new Position.Redriven());
    var state = new ExecutionState(redriven + 1, 1, ROOT + 1, timeoutAt(machine, now, limits),
        List.of(root));
    var event = new HistoryEvent(redriven, lastEvent, now, HistoryEventType.ExecutionRedriven,
        new EventDetails.ExecutionRedriven(redrives.count()));
    return new Decision(new Decision.Next.Open(state, now), List.of(event), List.of());
  }

  private static Burst begin(StateMachine machine, Execution execution, Surroundings around) {
    Burst burst = new Burst(machine, execution, beginning(machine, execution, around.limits()),
        around);
    burst.record(
        0, HistoryEventType.ExecutionStarted,
        new EventDetails.ExecutionStarted(execution.input(), execution.roleArn(),
            execution.by().aliasArn(execution.stateMachineArn()).orElse(null),
            execution.by().versionArn(execution.stateMachineArn()).orElse(null)));
    return burst;
  }

  /**
   * Runs one more burst.
   *
   * @param events what came, oldest first; they are applied before the timers
   */
  public static Decision decide(StateMachine machine, Execution execution, ExecutionState state,
      List<Event> events,
      Surroundings around) {
    boolean isRedriven = state.frames().getFirst().position() instanceof Position.Redriven
        && events.stream().noneMatch(Event.Stopped.class::isInstance);
    // What comes to a redriven execution before its first burst was meant for its earlier life.
    List<Event> concerning = isRedriven ? List.of() : events;
    Burst burst = isRedriven
        ? rebuilt(machine, execution, around)
        : new Burst(machine, execution, state, around);
    Lines lines = new Lines(burst);
    return decide(burst, () -> {
      for (Event event : concerning) {
        if (!burst.isClosed()) {
          apply(event, burst, lines);
        }
      }
      if (!burst.isClosed() && burst.isTimedOut()) {
        end(burst, ExecutionStatus.TIMED_OUT, HistoryEventType.ExecutionTimedOut, null, null);
      }
      if (isRedriven) {
        lines.resume();
      }
      lines.fireTimers();
      lines.run();
    });
  }

  /** The execution as its history tells, outputs of finished branches and iterations included. */
  private static Burst rebuilt(StateMachine machine, Execution execution, Surroundings around) {
    HistoryFold.Rebuilt rebuilt = HistoryFold.of(machine, execution, around.history(),
        around);
    Burst burst = new Burst(machine, execution, rebuilt.state(), around);
    rebuilt.kept()
        .forEach((fork, outputs) -> outputs
            .forEach((index, output) -> burst.keep(fork, index, output)));
    return burst;
  }

  private static Decision decide(Burst burst, Runnable work) {
    try {
      work.run();
    } catch (HistoryFull full) {
      var error = StatesError.runtime(
          "The execution reached the maximum number of history events (%d)."
              .formatted(burst.around.limits().historyEvents()));
      burst.record(full.previous(), HistoryEventType.ExecutionFailed,
          new EventDetails.Failure(error.name(), error.cause()));
      burst.close(ExecutionStatus.FAILED, null, error);
    }
    return burst.decision();
  }

  private static ExecutionState beginning(StateMachine machine, Execution execution,
      Limits limits) {
    Frame root = new Frame(
        ROOT, 0, 0, machine.graph().startAt(), 0, Map.of(),
        new Position.Entering(execution.input()));
    return new ExecutionState(1, 1, ROOT + 1, timeoutAt(machine, execution.startedAt(), limits),
        List.of(root));
  }

  /** When an execution times out that has begun, or begun again, at a time. */
  static Instant timeoutAt(StateMachine machine, Instant begunAt, Limits limits) {
    long longest = limits.executionSeconds();
    return begunAt.plusSeconds(Math.min(machine.timeoutSeconds().orElse(longest), longest));
  }

  private static void apply(Event event, Burst burst, Lines lines) {
    switch (event) {
      case Event.Alarm(Map<Integer, Instant> taskDue) -> lines.tasks().alarm(taskDue);
      case Event.ActivityStarted started -> lines.tasks().activityStarted(started);
      case Event.CallReturned returned -> lines.tasks().returned(returned);
      case Event.Answered answered -> lines.tasks().answered(answered);
      case Event.ChildClosed child -> lines.tasks().childClosed(child);
      case Event.JobReported job -> lines.tasks().jobReported(job);
      case Event.MapRunClosed mapRun -> lines.maps().closed(mapRun);
      case Event.WorkerLost lost -> lines.tasks().workerLost(lost);
      case Event.Stopped stopped -> end(
          burst, ExecutionStatus.ABORTED, HistoryEventType.ExecutionAborted, stopped.error(),
          stopped.cause());
    }
  }

  /** Ends the execution from outside; the event points to the last one before the state that was cut short. */
  private static void end(Burst burst, ExecutionStatus status, HistoryEventType type,
      @Nullable String error,
      @Nullable String cause) {
    Frame root = burst.frame(ROOT);
    long previous = switch (root.position()) {
      case Position.Entering _,Position.Redriven _ -> root.previous();
      case Position.Waiting waiting -> waiting.visit().previousEvent();
      case Position.Running running -> running.visit().previousEvent();
      case Position.BackingOff backingOff -> backingOff.visit().previousEvent();
      case Position.Forked forked -> forked.visit().previousEvent();
      case Position.Mapping mapping -> mapping.visit().previousEvent();
    };
    burst.record(previous, type, new EventDetails.Failure(error, cause));
    burst.close(status, null, new StatesError(error, cause));
  }
}
