package dev.pawl.worker.log;

import java.util.List;

/** Where the records of executions go. Each is written to by one thread at a time, its own. */
public sealed interface LogDestination extends AutoCloseable
    permits StructuredLog, LogGroup, OpenTelemetryLog {
  /** Names it for operators, e.g. {@code log group}. */
  String name();

  /**
   * Writes records, those of one execution in order. May take its time.
   *
   * @throws RetryLaterException where it cannot be reached now: the same records are given to it again
   * @throws RuntimeException where these records cannot be written: they are left out
   */
  void write(List<LogEntry> entries);

  /** Lets go of what it holds; nothing is written any more. */
  @Override
  void close();
}
