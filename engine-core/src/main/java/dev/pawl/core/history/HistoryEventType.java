package dev.pawl.core.history;

import dev.pawl.core.history.EventDetails.ActivityScheduled;
import dev.pawl.core.history.EventDetails.ActivityStarted;
import dev.pawl.core.history.EventDetails.EvaluationFailed;
import dev.pawl.core.history.EventDetails.ExecutionRedriven;
import dev.pawl.core.history.EventDetails.ExecutionStarted;
import dev.pawl.core.history.EventDetails.Failure;
import dev.pawl.core.history.EventDetails.FunctionScheduled;
import dev.pawl.core.history.EventDetails.MapIteration;
import dev.pawl.core.history.EventDetails.MapRunRedriven;
import dev.pawl.core.history.EventDetails.MapRunStarted;
import dev.pawl.core.history.EventDetails.MapStateStarted;
import dev.pawl.core.history.EventDetails.None;
import dev.pawl.core.history.EventDetails.Output;
import dev.pawl.core.history.EventDetails.StateEntered;
import dev.pawl.core.history.EventDetails.StateExited;
import dev.pawl.core.history.EventDetails.TaskFailure;
import dev.pawl.core.history.EventDetails.TaskOutput;
import dev.pawl.core.history.EventDetails.TaskScheduled;
import dev.pawl.core.history.EventDetails.TaskStarted;
import java.util.List;

/**
 * The types of history events, each with the shape of its details (reference: history-events, section 1). Their places
 * are stored: a new one comes last.
 */
public enum HistoryEventType {
  ExecutionStarted(ExecutionStarted.class),
  ExecutionSucceeded(Output.class),
  ExecutionFailed(Failure.class),
  ExecutionAborted(Failure.class),
  ExecutionTimedOut(Failure.class),
  ExecutionRedriven(ExecutionRedriven.class),
  PassStateEntered(StateEntered.class),
  PassStateExited(StateExited.class),
  TaskStateEntered(StateEntered.class),
  TaskStateExited(StateExited.class),
  TaskStateAborted(None.class),
  ChoiceStateEntered(StateEntered.class),
  ChoiceStateExited(StateExited.class),
  WaitStateEntered(StateEntered.class),
  WaitStateExited(StateExited.class),
  WaitStateAborted(None.class),
  SucceedStateEntered(StateEntered.class),
  SucceedStateExited(StateExited.class),
  FailStateEntered(StateEntered.class),
  ParallelStateEntered(StateEntered.class),
  ParallelStateStarted(None.class),
  ParallelStateSucceeded(None.class),
  ParallelStateFailed(None.class),
  ParallelStateAborted(None.class),
  ParallelStateExited(StateExited.class),
  MapStateEntered(StateEntered.class),
  MapStateStarted(MapStateStarted.class),
  MapStateSucceeded(None.class),
  MapStateFailed(None.class),
  MapStateAborted(None.class),
  MapStateExited(StateExited.class),
  MapIterationStarted(MapIteration.class),
  MapIterationSucceeded(MapIteration.class),
  MapIterationFailed(MapIteration.class),
  MapIterationAborted(MapIteration.class),
  MapRunStarted(MapRunStarted.class),
  MapRunSucceeded(None.class),
  MapRunFailed(Failure.class),
  MapRunAborted(None.class),
  MapRunRedriven(MapRunRedriven.class),
  EvaluationFailed(EvaluationFailed.class),
  LambdaFunctionScheduled(FunctionScheduled.class),
  LambdaFunctionScheduleFailed(Failure.class),
  LambdaFunctionStarted(None.class),
  LambdaFunctionStartFailed(Failure.class),
  LambdaFunctionSucceeded(Output.class),
  LambdaFunctionFailed(Failure.class),
  LambdaFunctionTimedOut(Failure.class),
  ActivityScheduled(ActivityScheduled.class),
  ActivityScheduleFailed(Failure.class),
  ActivityStarted(ActivityStarted.class),
  ActivitySucceeded(Output.class),
  ActivityFailed(Failure.class),
  ActivityTimedOut(Failure.class),
  TaskScheduled(TaskScheduled.class),
  TaskStarted(TaskStarted.class),
  TaskStartFailed(TaskFailure.class),
  TaskSubmitted(TaskOutput.class),
  TaskSubmitFailed(TaskFailure.class),
  TaskSucceeded(TaskOutput.class),
  TaskFailed(TaskFailure.class),
  TaskTimedOut(TaskFailure.class);

  private static final List<HistoryEventType> ALL = List.of(values());

  private final Class<? extends EventDetails> detailsType;

  HistoryEventType(Class<? extends EventDetails> detailsType) {
    this.detailsType = detailsType;
  }

  /** What is stored in place of the name. */
  @SuppressWarnings("EnumOrdinal") // a test keeps the order
  public int code() {
    return ordinal();
  }

  /**
   * The type of a {@link #code}.
   *
   * @throws IllegalArgumentException where there is none, as in what a newer Pawl has stored
   */
  public static HistoryEventType ofCode(int code) {
    if (code < 0 || code >= ALL.size()) {
      throw new IllegalArgumentException("no history event has the code " + code);
    }
    return ALL.get(code);
  }

  /** Whether it is the last event of an execution, by which the execution ends. */
  public boolean endsExecution() {
    return switch (this) {
      case ExecutionSucceeded, ExecutionFailed, ExecutionTimedOut, ExecutionAborted -> true;
      default -> false;
    };
  }

  /** The record that holds the details of events of this type. */
  public Class<? extends EventDetails> detailsType() {
    return detailsType;
  }

  /** The member of the API's HistoryEvent that holds the details; all states share two of them. */
  public String detailsMember() {
    String stem = detailsType == StateEntered.class
        ? "stateEntered"
        : detailsType == StateExited.class
            ? "stateExited"
            : Character.toLowerCase(name().charAt(0)) + name().substring(1);
    return stem + "EventDetails";
  }

  /** The Entered event of a state type, e.g. of {@code Pass}. */
  public static HistoryEventType entered(String stateType) {
    return valueOf(stateType + "StateEntered");
  }

  /** The Exited event of a state type; a Fail state has none. */
  public static HistoryEventType exited(String stateType) {
    return valueOf(stateType + "StateExited");
  }
}
