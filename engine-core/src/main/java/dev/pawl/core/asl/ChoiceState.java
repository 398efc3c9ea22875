package dev.pawl.core.asl;

import java.util.List;
import java.util.Optional;

/**
 * Goes where the first rule that holds says.
 *
 * @param rules at least one, in order
 * @param defaultState where to go when no rule holds; without it that is an error
 */
public record ChoiceState(String name, DataFlow flow, List<ChoiceRule> rules,
    Optional<String> defaultState)
    implements
      State {
  public ChoiceState {
    rules = List.copyOf(rules);
  }
}
