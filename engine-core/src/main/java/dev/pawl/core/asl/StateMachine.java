package dev.pawl.core.asl;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * A definition, parsed. Immutable, and safe for any number of threads.
 *
 * @param queryLanguage the default of its states
 * @param timeoutSeconds the limit of a whole execution, in seconds; absent where the definition sets none
 * @param graph the outermost states
 * @param states every state, nested ones included, by its name, which is unique in the machine
 * @param variableReferences for each state that reads variables their sorted names
 */
public record StateMachine(QueryLanguage queryLanguage, OptionalLong timeoutSeconds,
    StateGraph graph,
    Map<String, State> states, SortedMap<String, List<String>> variableReferences) {

  public StateMachine {
    states = Map.copyOf(states);
  }

  /**
   * Finds a state by its name.
   *
   * @throws IllegalArgumentException where the machine has no such state
   */
  public State state(String name) {
    State state = states.get(name);
    if (state == null) {
      throw new IllegalArgumentException("no state '" + name + "'");
    }
    return state;
  }
}
