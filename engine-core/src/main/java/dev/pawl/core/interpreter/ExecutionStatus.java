package dev.pawl.core.interpreter;

/** The status of an execution, as the API names it. */
public enum ExecutionStatus {
  RUNNING,
  SUCCEEDED,
  FAILED,
  TIMED_OUT,
  ABORTED
}
