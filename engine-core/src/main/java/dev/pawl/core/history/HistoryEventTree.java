package dev.pawl.core.history;

import dev.pawl.core.json.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders history events as GetExecutionHistory answers them. */
public final class HistoryEventTree {
  private static final Map<String, Object> NOT_TRUNCATED = Map.of("truncated", false);

  private HistoryEventTree() {}

  /**
   * Makes the API's members of an event.
   *
   * @param includeData whether inputs and outputs are shown
   */
  public static Map<String, @Nullable Object> of(HistoryEvent event, boolean includeData) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("timestamp", event.timestamp().toEpochMilli() / 1000.0);
    tree.put("type", event.type().name());
    tree.put("id", event.id());
    tree.put("previousEventId", event.previousEventId());
    Members members = new Members(new LinkedHashMap<>(), includeData);
    if (members.fill(event.details())) {
      tree.put(event.type().detailsMember(), members.tree());
    }
    return tree;
  }

  private record Members(Map<String, @Nullable Object> tree, boolean includeData) {
    /** Fills in the members; false for an event that has no details member at all. */
    boolean fill(EventDetails details) {
      switch (details) {
        case EventDetails.None _ -> {
          return false;
        }
        case EventDetails.ExecutionStarted started -> {
          data("input", started.input());
          text("roleArn", started.roleArn());
          text("stateMachineAliasArn", started.stateMachineAliasArn());
          text("stateMachineVersionArn", started.stateMachineVersionArn());
        }
        case EventDetails.ExecutionRedriven redriven ->
          tree.put("redriveCount", redriven.redriveCount());
        case EventDetails.Output output -> data("output", output.output());
        case EventDetails.Failure failure -> failure(failure.error(), failure.cause());
        case EventDetails.StateEntered entered -> {
          text("name", entered.name());
          data("input", entered.input());
        }
        case EventDetails.StateExited exited -> {
          text("name", exited.name());
          data("output", exited.output());
          assigned(exited.assignedVariables());
        }
        case EventDetails.EvaluationFailed failed -> {
          text("state", failed.state());
          failure(failed.error(), failed.cause());
          text("location", failed.location());
        }
        case EventDetails.FunctionScheduled scheduled -> {
          text("resource", scheduled.resource());
          data("input", scheduled.input());
          number("timeoutInSeconds", scheduled.timeoutInSeconds());
          credentials(scheduled.credentialsRoleArn());
        }
        case EventDetails.ActivityScheduled scheduled -> {
          text("resource", scheduled.resource());
          data("input", scheduled.input());
          number("timeoutInSeconds", scheduled.timeoutInSeconds());
          number("heartbeatInSeconds", scheduled.heartbeatInSeconds());
        }
        case EventDetails.ActivityStarted started -> text("workerName", started.workerName());
        case EventDetails.TaskScheduled scheduled -> {
          task(scheduled.resourceType(), scheduled.resource());
          text("region", scheduled.region());
          if (includeData) {
            text("parameters", scheduled.parameters().text());
          }
          number("timeoutInSeconds", scheduled.timeoutInSeconds());
          number("heartbeatInSeconds", scheduled.heartbeatInSeconds());
          credentials(scheduled.credentialsRoleArn());
        }
        case EventDetails.TaskStarted started -> task(started.resourceType(), started.resource());
        case EventDetails.TaskOutput output -> {
          task(output.resourceType(), output.resource());
          data("output", output.output());
        }
        case EventDetails.TaskFailure failure -> {
          task(failure.resourceType(), failure.resource());
          failure(failure.error(), failure.cause());
        }
        case EventDetails.MapStateStarted started -> tree.put("length", started.length());
        case EventDetails.MapIteration iteration -> {
          text("name", iteration.name());
          tree.put("index", iteration.index());
        }
        case EventDetails.MapRunStarted started -> text("mapRunArn", started.mapRunArn());
        case EventDetails.MapRunRedriven redriven -> {
          text("mapRunArn", redriven.mapRunArn());
          tree.put("redriveCount", redriven.redriveCount());
        }
      }
      return true;
    }

    private void data(String name, Payload value) {
      if (includeData) {
        tree.put(name, value.text());
        tree.put(name + "Details", NOT_TRUNCATED);
      }
    }

    private void assigned(@Nullable Map<String, Payload> variables) {
      if (includeData && variables != null) {
        var texts = new LinkedHashMap<String, String>();
        variables.forEach((name, value) -> texts.put(name, value.text()));
        tree.put("assignedVariables", texts);
        tree.put("assignedVariablesDetails", NOT_TRUNCATED);
      }
    }

    private void task(String resourceType, String resource) {
      tree.put("resourceType", resourceType);
      tree.put("resource", resource);
    }

    private void failure(@Nullable String error, @Nullable String cause) {
      text("error", error);
      text("cause", cause);
    }

    private void credentials(@Nullable String roleArn) {
      if (roleArn != null) {
        tree.put("taskCredentials", Map.of("roleArn", roleArn));
      }
    }

    private void text(String name, @Nullable String value) {
      if (value != null) {
        tree.put(name, value);
      }
    }

    private void number(String name, @Nullable Long value) {
      if (value != null) {
        tree.put(name, value);
      }
    }
  }
}
