package dev.pawl.db.catalogue;

/** Where a state machine stands; stored by name. */
public enum StateMachineStatus {
  /** It can be started. */
  ACTIVE,
  /** It was deleted while executions ran; they run on. Its name stays taken. */
  DELETING,
  /** It is gone; what its executions tell of it is kept, and its name is free. */
  DELETED
}
