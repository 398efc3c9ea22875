package dev.pawl.conformance;

import java.util.Optional;

/**
 * Recordings that need what Pawl does not offer yet, and those that cannot be replayed as they were recorded. Each
 * rule is about a kind of recording, never about one; it goes when what it names exists.
 */
final class NotYet {
  private NotYet() {}

  /** Why a recording is not replayed; empty where it is. */
  static Optional<String> reason(RecordedCase recorded) {
    if (!recorded.isKnown()) {
      return Optional.of("recordings of this kind are not known");
    }
    return recorded.isWhole() || new StandIns(recorded).areKnown()
        ? Optional.empty()
        : Optional.of("not every answer that it got was recorded");
  }
}
