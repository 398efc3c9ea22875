package dev.pawl.worker.definition;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.LogLevel;
import dev.pawl.core.history.LogRecord;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a state machine has logged of its executions.
 *
 * @param includeExecutionData whether inputs and outputs are shown
 */
public record Logging(LogLevel level, boolean includeExecutionData) {
  /** The log records of events, of those that are to be logged. */
  public List<Map<String, @Nullable Object>> records(Execution execution,
      List<HistoryEvent> events) {
    return events.stream()
        .filter(event -> level.logs(event.type()))
        .map(event -> LogRecord.of(event, execution.arn(), execution.redrives().count(),
            includeExecutionData))
        .toList();
  }

  /** The default. */
  static final Logging OFF = new Logging(LogLevel.OFF, false);

  /** @param stored the configuration as the catalogue has it; null for none */
  static Logging of(@Nullable String stored) {
    if (stored == null || !(Json.parse(stored) instanceof Map<?, ?> configuration)) {
      return OFF;
    }
    return new Logging(
        configuration.get("level") instanceof String level ? LogLevel.valueOf(level) : LogLevel.OFF,
        Boolean.TRUE.equals(configuration.get("includeExecutionData")));
  }
}
