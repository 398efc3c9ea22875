package dev.pawl.worker.start;

import java.time.Instant;

/** What StartExecution answers. */
public sealed interface Started {
  /** It runs, or has run, under this name since this time: begun now, or by an equal request before. */
  record Running(String name, Instant startedAt) implements Started {}

  /** The name belongs to an execution that is closed or has another input. */
  record NameTaken(String name) implements Started {}

  /** This node is behind with its starts: the caller may try again later. Nothing was written. */
  record Overloaded() implements Started {}
}
