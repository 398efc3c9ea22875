package dev.pawl.core.history;

import dev.pawl.core.json.Payload;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a history event says beyond its type. The components are named as the API names its members; one
 * that is null is left out of the answer (reference: history-events, section 1).
 */
public sealed interface EventDetails {
  /** How long the inputs and outputs are that it shows, in UTF-8 bytes. */
  default long dataLength() {
    return switch (this) {
      case ExecutionStarted started -> started.input().utf8Length();
      case Output end -> end.output().utf8Length();
      case StateEntered entered -> entered.input().utf8Length();
      case StateExited exited -> exited.output().utf8Length();
      case FunctionScheduled scheduled -> scheduled.input().utf8Length();
      case ActivityScheduled scheduled -> scheduled.input().utf8Length();
      case TaskScheduled scheduled -> scheduled.parameters().utf8Length();
      case TaskOutput end -> end.output().utf8Length();
      case None _,ExecutionRedriven _,Failure _,EvaluationFailed _,ActivityStarted _,TaskStarted _,TaskFailure _,MapStateStarted _,MapIteration _,MapRunStarted _,MapRunRedriven _ ->
        0;
    };
  }

  record None() implements EventDetails {}

  record ExecutionStarted(Payload input, String roleArn, @Nullable String stateMachineAliasArn,
      @Nullable String stateMachineVersionArn) implements EventDetails {}

  record ExecutionRedriven(int redriveCount) implements EventDetails {}

  /** The output of an execution, a function or an activity. */
  record Output(Payload output) implements EventDetails {}

  /** The failure of an execution, a function, an activity or a map run. */
  record Failure(@Nullable String error, @Nullable String cause) implements EventDetails {}

  record StateEntered(String name, Payload input) implements EventDetails {}

  /** A state was left; {@code assignedVariables} is null where it assigned nothing. */
  record StateExited(String name, Payload output, @Nullable Map<String, Payload> assignedVariables)
      implements
        EventDetails {}

  /** A JSONata expression failed; {@code location} is null where no field is to blame. */
  record EvaluationFailed(String state, @Nullable String error, @Nullable String cause,
      @Nullable String location)
      implements
        EventDetails {}

  record FunctionScheduled(String resource, Payload input, @Nullable Long timeoutInSeconds,
      @Nullable String credentialsRoleArn) implements EventDetails {}

  record ActivityScheduled(String resource, Payload input, @Nullable Long timeoutInSeconds,
      @Nullable Long heartbeatInSeconds) implements EventDetails {}

  record ActivityStarted(@Nullable String workerName) implements EventDetails {}

  record TaskScheduled(String resourceType, String resource, String region, Payload parameters,
      @Nullable Long timeoutInSeconds, @Nullable Long heartbeatInSeconds,
      @Nullable String credentialsRoleArn)
      implements
        EventDetails {}

  record TaskStarted(String resourceType, String resource) implements EventDetails {}

  record TaskOutput(String resourceType, String resource, Payload output) implements EventDetails {}

  record TaskFailure(String resourceType, String resource, @Nullable String error,
      @Nullable String cause)
      implements
        EventDetails {}

  record MapStateStarted(int length) implements EventDetails {}

  /** An iteration of the Map state of that name. */
  record MapIteration(String name, int index) implements EventDetails {}

  record MapRunStarted(String mapRunArn) implements EventDetails {}

  record MapRunRedriven(String mapRunArn, int redriveCount) implements EventDetails {}
}
