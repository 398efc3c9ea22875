package dev.pawl.db.execution;

/** What became of a burst. */
public sealed interface CommitOutcome {
  /** Written; the execution is now at {@code rev}. */
  record Committed(long rev) implements CommitOutcome {}

  /** Something it relied on has changed: its result is void, and the execution must be loaded again. */
  record Conflict() implements CommitOutcome {}

  /** It cannot be written, or its key cannot be had; nothing was written. */
  record Refused(RuntimeException why) implements CommitOutcome {}
}
