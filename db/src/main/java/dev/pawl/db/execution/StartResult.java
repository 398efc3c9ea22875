package dev.pawl.db.execution;

import java.time.Instant;
import java.util.UUID;

/** What became of a start. */
public sealed interface StartResult {
  /** The execution is in the database now. */
  record Created() implements StartResult {}

  /**
   * The start counts as a repeat of one before: an open execution has this name and the same input, or an
   * execution, open or closed, has this very id.
   */
  record AlreadyRunning(UUID id, Instant startedAt) implements StartResult {}

  /** The name belongs to an execution that is closed or has another input. */
  record NameTaken(UUID id) implements StartResult {}

  /** The server refused this row, or its key cannot be had; nothing was written. */
  record Refused(RuntimeException why) implements StartResult {}
}
