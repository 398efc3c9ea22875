package dev.pawl.worker.express;

import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.json.Payload;
import java.util.Optional;
import java.util.UUID;

/**
 * What starts an Express execution, checked.
 *
 * @param revision the definition to run
 * @param name the name the caller gave, which need not be unique; empty: one is made up
 * @param parent the Map run whose child it is; empty for all others
 */
public record ExpressStart(UUID stateMachineId, int revision, Optional<String> name,
    Payload input, Optional<Parent> parent) {

  /** A start that came through the API. */
  public ExpressStart(UUID stateMachineId, int revision, Optional<String> name, Payload input) {
    this(stateMachineId, revision, name, input, Optional.empty());
  }
}
