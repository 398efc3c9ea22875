package dev.pawl.worker.start;

import dev.pawl.core.json.Payload;
import java.util.Optional;
import java.util.UUID;

/**
 * What StartExecution asks for, checked.
 *
 * @param revision the definition to run
 * @param name the name the caller gave; empty: the id becomes the name
 */
public record StartRequest(UUID stateMachineId, int revision, Optional<String> name,
    Payload input) {}
