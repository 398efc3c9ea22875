package dev.pawl.core.asl;

/** Where a state leads. */
public sealed interface Transition {
  /** {@code "Next"}: to the named state of the same graph. */
  record Next(String state) implements Transition {}

  /** {@code "End": true}: the graph ends with the state's output. */
  record End() implements Transition {}
}
