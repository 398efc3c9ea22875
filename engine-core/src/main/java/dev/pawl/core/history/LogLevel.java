package dev.pawl.core.history;

/** Which events of an execution its machine has logged (reference: history-events, section 4). */
public enum LogLevel {
  /** Every event. */
  ALL,
  /** Failures, of the execution and inside it. */
  ERROR,
  /** Only that the execution ended without success. */
  FATAL,
  /** Nothing. */
  OFF;

  /** Whether an event of this type is logged. */
  public boolean logs(HistoryEventType type) {
    return switch (this) {
      case ALL -> true;
      case ERROR -> isError(type);
      case FATAL -> isFatal(type);
      case OFF -> false;
    };
  }

  private static boolean isFatal(HistoryEventType type) {
    return switch (type) {
      case ExecutionAborted, ExecutionFailed, ExecutionTimedOut -> true;
      default -> false;
    };
  }

  private static boolean isError(HistoryEventType type) {
    return switch (type) {
      case ExecutionAborted, ExecutionFailed, ExecutionTimedOut, FailStateEntered, EvaluationFailed,
          LambdaFunctionFailed, LambdaFunctionScheduleFailed, LambdaFunctionStartFailed,
          LambdaFunctionTimedOut, ActivityFailed, ActivityScheduleFailed, ActivityTimedOut,
          TaskFailed, TaskStartFailed, TaskSubmitFailed, TaskTimedOut, TaskStateAborted,
          WaitStateAborted, ParallelStateFailed, ParallelStateAborted, MapStateFailed,
          MapStateAborted, MapIterationFailed, MapIterationAborted, MapRunFailed, MapRunAborted ->
        true;
      default -> false;
    };
  }
}
