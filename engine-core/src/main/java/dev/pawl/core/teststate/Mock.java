package dev.pawl.core.teststate;

import dev.pawl.core.outcome.StatesError;
import java.util.Optional;

/**
 * What stands in for the work of a Task, Map or Parallel state.
 *
 * @param result the JSON text of what it gives
 * @param error with what it fails; only one of the two may be there
 */
public record Mock(Optional<String> result, Optional<StatesError> error,
    ValidationMode validation) {}
