package dev.pawl.core.interpreter;

/** How an execution runs, as far as its context object shows it (reference: asl, section 4). */
public enum ExecutionKind {
  /** Durable, up to a year. */
  STANDARD,
  /** In memory, begun again from its beginning after a crash. */
  EXPRESS,
  /** In memory, its caller waits; its context object shows no RedriveCount. */
  SYNC_EXPRESS
}
