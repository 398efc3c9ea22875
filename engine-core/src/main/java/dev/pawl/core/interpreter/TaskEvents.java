package dev.pawl.core.interpreter;

import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import org.jspecify.annotations.Nullable;

/** The three event families of a task: function, activity, service (reference: history-events, section 3). */
final class TaskEvents {
  private TaskEvents() {}

  /** Scheduled and, for all but an activity, Started. */
  static long scheduled(Burst burst, long previous, Resource resource, Step.Call call) {
    return switch (resource) {
      case Resource.Function(String arn) -> {
        long scheduled = burst.record(
            previous, HistoryEventType.LambdaFunctionScheduled,
            new EventDetails.FunctionScheduled(arn, call.parameters(), call.timeoutSeconds(),
                call.roleArn()));
        yield burst.record(scheduled, HistoryEventType.LambdaFunctionStarted,
            new EventDetails.None());
      }
      case Resource.Activity(String arn) -> burst.record(
          previous, HistoryEventType.ActivityScheduled,
          new EventDetails.ActivityScheduled(
              arn, call.parameters(), call.timeoutSeconds(), call.heartbeatSeconds()));
      case Resource.Service service -> {
        long scheduled = burst.record(
            previous, HistoryEventType.TaskScheduled,
            new EventDetails.TaskScheduled(
                service.service(), service.actionWithSuffix(), burst.execution.region(),
                call.parameters(),
                call.timeoutSeconds(), call.heartbeatSeconds(), call.roleArn()));
        yield burst.record(
            scheduled, HistoryEventType.TaskStarted,
            new EventDetails.TaskStarted(service.service(), service.actionWithSuffix()));
      }
    };
  }

  static long activityStarted(Burst burst, long previous, @Nullable String workerName) {
    return burst.record(previous, HistoryEventType.ActivityStarted,
        new EventDetails.ActivityStarted(workerName));
  }

  static long submitted(Burst burst, long previous, Resource resource, Payload output) {
    return burst.record(previous, HistoryEventType.TaskSubmitted, output(resource, output));
  }

  static long succeeded(Burst burst, long previous, Resource resource, Payload output) {
    HistoryEventType type = switch (resource) {
      case Resource.Function _ -> HistoryEventType.LambdaFunctionSucceeded;
      case Resource.Activity _ -> HistoryEventType.ActivitySucceeded;
      case Resource.Service _ -> HistoryEventType.TaskSucceeded;
    };
    return burst.record(previous, type, output(resource, output));
  }

  static long failed(Burst burst, long previous, Resource resource, StatesError error) {
    HistoryEventType type = switch (resource) {
      case Resource.Function _ -> HistoryEventType.LambdaFunctionFailed;
      case Resource.Activity _ -> HistoryEventType.ActivityFailed;
      case Resource.Service _ -> HistoryEventType.TaskFailed;
    };
    return burst.record(previous, type, failure(resource, error));
  }

  static long timedOut(Burst burst, long previous, Resource resource, StatesError error) {
    HistoryEventType type = switch (resource) {
      case Resource.Function _ -> HistoryEventType.LambdaFunctionTimedOut;
      case Resource.Activity _ -> HistoryEventType.ActivityTimedOut;
      case Resource.Service _ -> HistoryEventType.TaskTimedOut;
    };
    return burst.record(previous, type, failure(resource, error));
  }

  /** What AWS's cause texts call a task: the action of a service, else the ARN. */
  static String resourceName(Resource resource) {
    return resource instanceof Resource.Service service
        ? service.actionWithSuffix()
        : resource.arn();
  }

  private static EventDetails output(Resource resource, Payload output) {
    return resource instanceof Resource.Service service
        ? new EventDetails.TaskOutput(service.service(), service.actionWithSuffix(), output)
        : new EventDetails.Output(output);
  }

  private static EventDetails failure(Resource resource, StatesError error) {
    return resource instanceof Resource.Service service
        ? new EventDetails.TaskFailure(service.service(), service.actionWithSuffix(), error.name(),
            error.cause())
        : new EventDetails.Failure(error.name(), error.cause());
  }
}
