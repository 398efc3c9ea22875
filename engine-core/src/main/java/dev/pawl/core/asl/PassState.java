package dev.pawl.core.asl;

import dev.pawl.core.json.Payload;
import java.util.Optional;

/**
 * Passes its input on, or a fixed result.
 *
 * @param result JSONPath only: what takes the place of the effective input
 */
public record PassState(String name, DataFlow flow, Optional<Payload> result, Transition transition)
    implements
      State {}
