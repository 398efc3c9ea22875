package dev.pawl.local.mock;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.Optional;

/** What comes of a mocked call. */
public sealed interface Mocked {
  /** What the call that begins the work answered, for a task whose end comes by another way; empty where nobody cares. */
  Optional<Payload> submitted();

  /** The work ends. */
  record Answer(Optional<Payload> submitted, Outcome<Payload> outcome) implements Mocked {}

  /** The work never ends, and so times out. */
  record Silence(Optional<Payload> submitted) implements Mocked {}
}
