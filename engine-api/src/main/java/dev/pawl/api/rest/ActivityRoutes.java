package dev.pawl.api.rest;

import static dev.pawl.api.rest.Route.on;

import dev.pawl.api.rest.Route.Body;
import dev.pawl.api.rest.Route.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Activities, the tasks that their workers take, and the answers to tasks by token. */
final class ActivityRoutes {
  private static final String ARN = "activityArn";
  private static final String ONE = "/activities/{name}";

  private final Service service;
  private final Schemas schemas;

  ActivityRoutes(Service service, Schemas schemas) {
    this.service = service;
    this.schemas = schemas;
  }

  List<Route> routes() {
    Map<String, Map<String, @Nullable Object>> self = Map.of("self", Schemas.STRING);
    return List.of(
        on("GET", "/activities", "listActivities", "Lists activities",
            request -> service.page(request, "ListActivities", Map.of(), "activities", ARN))
            .query(Query.LIMIT, Query.CURSOR)
            .answers(200, schemas.page("Activities", "ListActivities", "activities")),
        on("POST", "/activities", "createActivity",
            "Creates an activity; the same request again is harmless",
            request -> service.created(service.call("CreateActivity", request.members()), ARN))
            .takes(Body.of(schemas, "CreateActivity", "name", "tags", "encryptionConfiguration")
                .requiring("name"))
            .answers(201, schemas.answer("CreatedActivity", "CreateActivity", self)),
        on("GET", ONE, "getActivity", "Shows an activity",
            request -> RestAnswer.ok(service.show("DescribeActivity", ARN, arn(request))))
            .answers(200, schemas.answer("Activity", "DescribeActivity", self)),
        on("DELETE", ONE, "deleteActivity", "Deletes an activity",
            request -> done("DeleteActivity", Map.of(ARN, arn(request)))),
        on("POST", ONE + "/tasks", "takeTask",
            "Takes a task of an activity: waits up to a minute for one, and answers 204 where there is none",
            this::take)
            .takes(Body.of(schemas, "GetActivityTask", "workerName"))
            .answers(200, schemas.answer("ActivityTask", "GetActivityTask", Map.of())),
        on("POST", "/tasks/success", "succeedTask", "Ends a task with its output",
            request -> done("SendTaskSuccess", request.members()))
            .takes(Body.of(schemas, "SendTaskSuccess", "taskToken", "output")
                .requiring("taskToken", "output")),
        on("POST", "/tasks/failure", "failTask", "Ends a task with an error",
            request -> done("SendTaskFailure", request.members()))
            .takes(Body.of(schemas, "SendTaskFailure", "taskToken", "error", "cause")
                .requiring("taskToken")),
        on("POST", "/tasks/heartbeat", "heartbeatTask", "Says that a task is still worked on",
            request -> done("SendTaskHeartbeat", request.members()))
            .takes(Body.of(schemas, "SendTaskHeartbeat", "taskToken").requiring("taskToken")));
  }

  private RestAnswer take(RestRequest request) {
    Map<String, @Nullable Object> members = request.copy();
    members.put(ARN, arn(request));
    Map<String, @Nullable Object> task = service.call("GetActivityTask", members);
    return task.isEmpty()
        ? new RestAnswer.Document(204, Map.of(), Optional.empty())
        : RestAnswer.ok(task);
  }

  private RestAnswer done(String operation, Map<String, @Nullable Object> members) {
    Map<String, @Nullable Object> _ = service.call(operation, members);
    return RestAnswer.nothing();
  }

  private String arn(RestRequest request) {
    return service.names().activity(request.part("name"));
  }
}
