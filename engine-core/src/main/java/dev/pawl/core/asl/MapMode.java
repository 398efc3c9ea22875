package dev.pawl.core.asl;

/** How a Map state runs its iterations. */
public sealed interface MapMode {
  /** Inside the execution, with its history. */
  record Inline() implements MapMode {}

  /**
   * As child executions under a Map Run.
   *
   * @param childType {@code STANDARD} or {@code EXPRESS}
   */
  record Distributed(String childType) implements MapMode {}
}
