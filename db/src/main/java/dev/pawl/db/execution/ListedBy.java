package dev.pawl.db.execution;

/** Which executions of a state machine a list is of. */
public sealed interface ListedBy {
  /** All. */
  record Any() implements ListedBy {}

  /** Those that run a published version, by whatever name they were started. */
  record Version(int number) implements ListedBy {}

  /** Those that were started by an alias. */
  record Alias(String name) implements ListedBy {}
}
