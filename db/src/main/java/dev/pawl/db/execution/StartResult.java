package dev.pawl.db.execution;

import dev.pawl.db.connection.StatementFailedException;
import java.time.Instant;
import java.util.UUID;

/** What became of a start. */
public sealed interface StartResult {
  /** The execution is in the database; also where an earlier start of the same id had written it. */
  record Created() implements StartResult {}

  /** An open execution has this name and the same input: the start counts as a repeat of that one. */
  record AlreadyRunning(UUID id, Instant startedAt) implements StartResult {}

  /** The name belongs to an execution that is closed or has another input. */
  record NameTaken(UUID id) implements StartResult {}

  /** The server refused this row; nothing was written. */
  record Refused(StatementFailedException why) implements StartResult {}
}
