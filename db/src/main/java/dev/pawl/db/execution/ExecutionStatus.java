package dev.pawl.db.execution;

/** Where an execution stands; stored by name. */
public enum ExecutionStatus {
  RUNNING,
  SUCCEEDED,
  FAILED,
  TIMED_OUT,
  ABORTED
}
