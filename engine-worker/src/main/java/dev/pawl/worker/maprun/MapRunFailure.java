package dev.pawl.worker.maprun;

import dev.pawl.core.outcome.StatesError;

/** Something that fails a Map run as its definition can see it. */
final class MapRunFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient StatesError error;

  MapRunFailure(StatesError error) {
    super(error.cause());
    this.error = error;
  }

  static MapRunFailure ofReader(RuntimeException e) {
    return new MapRunFailure(new StatesError("States.ItemReaderFailed", e.getMessage()));
  }

  static MapRunFailure ofWriter(RuntimeException e) {
    return new MapRunFailure(new StatesError("States.ResultWriterFailed", e.getMessage()));
  }

  StatesError error() {
    return error;
  }
}
