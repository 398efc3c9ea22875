package dev.pawl.worker.start;

import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.json.Payload;
import java.util.Optional;
import java.util.UUID;

/**
 * What a start asks for, checked.
 *
 * @param revision the definition to run
 * @param by the published version or alias that it was asked for by
 * @param name the name the caller gave; empty: the id becomes the name
 * @param child for a start that the engine asks for itself; empty for one that came through the API
 */
public record StartRequest(UUID stateMachineId, int revision, Qualifier by, Optional<String> name,
    Payload input, Optional<Child> child) {

  /** A start of the latest revision that the engine asks for itself. */
  public StartRequest(UUID stateMachineId, int revision, Optional<String> name, Payload input,
      Optional<Child> child) {
    this(stateMachineId, revision, Qualifier.none(), name, input, child);
  }

  /** A start that came through the API. */
  public StartRequest(UUID stateMachineId, int revision, Optional<String> name, Payload input) {
    this(stateMachineId, revision, name, input, Optional.empty());
  }

  /**
   * An execution that another one asks for.
   *
   * @param id the same for every repeat of the start, so that a repeat changes nothing
   * @param parent who is told of its end; empty for nobody
   */
  public record Child(UUID id, Optional<Parent> parent) {}
}
