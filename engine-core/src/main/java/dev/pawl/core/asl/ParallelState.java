package dev.pawl.core.asl;

import java.util.List;

/** Runs its branches side by side; the result is the array of their outputs, in order. */
public record ParallelState(String name, DataFlow flow, List<StateGraph> branches,
    ErrorHandling handling,
    Transition transition) implements State {
  public ParallelState {
    branches = List.copyOf(branches);
  }
}
