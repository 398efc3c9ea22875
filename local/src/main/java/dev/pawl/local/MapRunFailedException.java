package dev.pawl.local;

import dev.pawl.core.outcome.StatesError;

/** Something fails a Map run as its definition can see it. */
final class MapRunFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient StatesError error;

  MapRunFailedException(StatesError error) {
    super(error.cause(), null, false, false);
    this.error = error;
  }

  StatesError error() {
    return error;
  }
}
