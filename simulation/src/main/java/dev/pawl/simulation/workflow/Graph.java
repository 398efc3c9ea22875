package dev.pawl.simulation.workflow;

import java.util.List;

/**
 * The states of one scope, in order: each leads to the next, the last to the end.
 *
 * @param name names the scope; its end state is named after it
 */
public record Graph(String name, List<Step> steps, End end) {
  /** How a scope ends. */
  public enum End {
    /** A Pass state with End. */
    PASS,
    /** A Succeed state. */
    SUCCEED,
    /** A Fail state with the error {@code Planned}. */
    FAIL
  }

  public Graph {
    steps = List.copyOf(steps);
  }
}
