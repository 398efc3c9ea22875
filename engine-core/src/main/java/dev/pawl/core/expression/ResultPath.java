package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;

/** Where a JSONPath state puts its result (reference: asl, section 3.1, step 6). */
public sealed interface ResultPath {
  /** {@code "ResultPath": null}: the result is dropped and the raw input goes on. */
  record Discard() implements ResultPath {}

  /** {@code "$"}, the default: the result replaces the input. */
  record Replace() implements ResultPath {}

  /** A reference path below {@code $}: the result is put into the raw input. */
  record Insert(ReferencePath path) implements ResultPath {}

  /** Combines a state's raw input with its result. */
  default Outcome<Payload> apply(Payload rawInput, Payload result) {
    return switch (this) {
      case Discard _ -> Outcome.ok(rawInput);
      case Replace _ -> Outcome.ok(result);
      case Insert(ReferencePath path) -> path.put(rawInput, result);
    };
  }
}
