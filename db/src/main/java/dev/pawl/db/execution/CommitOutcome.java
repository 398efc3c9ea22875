package dev.pawl.db.execution;

import dev.pawl.db.connection.StatementFailedException;

/** What became of a burst. */
public sealed interface CommitOutcome {
  /** Written; the execution is now at {@code rev}. */
  record Committed(long rev) implements CommitOutcome {}

  /** Something it relied on has changed: its result is void, and the execution must be loaded again. */
  record Conflict() implements CommitOutcome {}

  /** The server cannot write it, now or ever; nothing was written. */
  record Refused(StatementFailedException why) implements CommitOutcome {}
}
