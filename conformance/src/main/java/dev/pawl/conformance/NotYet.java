package dev.pawl.conformance;

import java.util.Map;
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
    return recorded.isExecution() ? execution(recorded) : api(recorded);
  }

  private static Optional<String> execution(RecordedCase recorded) {
    if (!recorded.isWhole() && !new StandIns(recorded).areKnown()) {
      return Optional.of("not every answer that it got was recorded");
    }
    if (recorded.isExpress() && !recorded.isSync()) {
      return Optional.of("StartExecution of Express executions is not offered yet");
    }
    return Optional.empty();
  }

  private static Optional<String> api(RecordedCase recorded) {
    if (!recorded.isWhole() && !new StandIns(recorded).areKnown()) {
      return Optional.of("not every answer that it got was recorded");
    }
    boolean isExpress = false;
    for (Map<String, Object> step : recorded.steps()) {
      Map<String, Object> arguments = RecordedCase.object(step.getOrDefault("args", Map.of()));
      String operation = String.valueOf(step.get("op"));
      isExpress |= "EXPRESS".equals(arguments.get("type"));
      if (isExpress && operation.equals("StartExecution")) {
        return Optional.of("StartExecution of Express executions is not offered yet");
      }
    }
    return Optional.empty();
  }
}
