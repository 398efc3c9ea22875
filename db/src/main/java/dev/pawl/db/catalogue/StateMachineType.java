package dev.pawl.db.catalogue;

/** Whether executions are durable; stored by name. */
public enum StateMachineType {
  STANDARD,
  EXPRESS
}
