package dev.pawl.worker.express;

import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.json.Payload;
import java.util.Optional;
import java.util.UUID;

/**
 * What starts an Express execution, checked.
 *
 * @param revision the definition to run
 * @param by the published version or alias that it was asked for by
 * @param name the name the caller gave, which need not be unique; empty: one is made up
 * @param parent the Map run whose child it is; empty for all others
 */
public record ExpressStart(UUID stateMachineId, int revision, Qualifier by, Optional<String> name,
    Payload input, Optional<Parent> parent) {

  /** A start of the latest revision that the engine asks for itself. */
  public ExpressStart(UUID stateMachineId, int revision, Optional<String> name, Payload input,
      Optional<Parent> parent) {
    this(stateMachineId, revision, Qualifier.none(), name, input, parent);
  }

  /** A start that came through the API. */
  public ExpressStart(UUID stateMachineId, int revision, Optional<String> name, Payload input) {
    this(stateMachineId, revision, name, input, Optional.empty());
  }
}
