package dev.pawl.conformance;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recordings that need what Pawl does not offer yet, and those that cannot be replayed as they were recorded. Each
 * rule is about a kind of recording, never about one; it goes when what it names exists.
 */
final class NotYet {
  private static final Set<String> OPERATIONS = Set.of("TestState", "StartSyncExecution",
      "PublishStateMachineVersion", "DeleteStateMachineVersion", "ListStateMachineVersions",
      "CreateStateMachineAlias", "DescribeStateMachineAlias", "UpdateStateMachineAlias",
      "DeleteStateMachineAlias", "ListStateMachineAliases", "DescribeMapRun", "ListMapRuns",
      "UpdateMapRun", "RedriveExecution");

  private NotYet() {}

  /** Why a recording is not replayed; empty where it is. */
  static Optional<String> reason(RecordedCase recorded) {
    if (recorded.features().contains("map:distributed")) {
      return Optional.of("Distributed Map is not offered yet");
    }
    return recorded.isExecution() ? execution(recorded) : api(recorded);
  }

  private static Optional<String> execution(RecordedCase recorded) {
    if (recorded.isExpress()) {
      return Optional.of("Express executions are not offered yet");
    }
    if (!recorded.isWhole()) {
      return Optional.of("not every answer that it got was recorded");
    }
    return Optional.empty();
  }

  private static Optional<String> api(RecordedCase recorded) {
    List<Map<String, Object>> steps = recorded.steps();
    for (Map<String, Object> step : steps) {
      if (step.get("op") instanceof String operation) {
        if (OPERATIONS.contains(operation)) {
          return Optional.of(operation + " is not offered yet");
        }
        if (step.get("args") instanceof Map<?, ?> arguments
            && Boolean.TRUE.equals(arguments.get("publish"))) {
          return Optional.of("versions are not offered yet");
        }
        if (operation.equals("StartExecution") && recorded.features().contains("express")) {
          return Optional.of("Express executions are not offered yet");
        }
      }
    }
    return Optional.empty();
  }
}
