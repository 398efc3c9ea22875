package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;

/** A path that names exactly one node, used to put a value there (reference: asl, section 3.2). */
public interface ReferencePath {
  /**
   * A copy of {@code root} with {@code value} at this path. Missing parents are made; only the maps along
   * the path are copied.
   */
  Outcome<Payload> put(Payload root, Payload value);

  /** The path as the definition has it. */
  String source();
}
