package dev.pawl.api.rest;

import static dev.pawl.api.rest.Route.on;

import dev.pawl.api.rest.Route.Body;
import dev.pawl.api.rest.Route.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executions: lists, one, its history and events, stop and redrive. Starts are {@link ExecutionStarts}'. */
final class ExecutionRoutes {
  private static final String ARN = "executionArn";
  private static final String MACHINE = "/state-machines/{name}/executions";
  private static final String ONE = "/executions/{stateMachine}/{name}";

  private static final Query VERSION = new Query("version", Schemas.WHOLE,
      "Of this version of the state machine only");
  private static final Query ALIAS = new Query("alias", Schemas.STRING,
      "By this alias of the state machine only");
  private static final Query WAIT = new Query("wait", Schemas.STRING,
      "Waits so long for the end, as 500ms, 30s or 2m, 5m at most: 200 where it has ended, 202 where not");
  private static final Query REVERSE = new Query("reverse", Schemas.BOOLEAN,
      "Whether the last event comes first");

  private final Service service;
  private final Schemas schemas;
  private final ExecutionStarts starts;
  private final EventStreams streams;

  ExecutionRoutes(Service service, Schemas schemas, ExecutionStarts starts, EventStreams streams) {
    this.service = service;
    this.schemas = schemas;
    this.starts = starts;
    this.streams = streams;
  }

  List<Route> routes() {
    Map<String, @Nullable Object> execution = schemas.answer("Execution", "DescribeExecution",
        Map.of("self", Schemas.STRING, "attached", Map.of("type", "boolean", "description",
            "In the answer to a start: whether the execution was there before")));
    return List.of(
        on("GET", MACHINE, "listExecutions", "Lists executions, the latest start first",
            request -> service.page(request, "ListExecutions",
                filtered(request, "stateMachineArn",
                    ExecutionStarts.qualified(service.names(), request)),
                "executions", ARN))
            .query(filters(schemas)).query(VERSION, ALIAS, Query.LIMIT, Query.CURSOR)
            .answers(200, schemas.page("Executions", "ListExecutions", "executions")),
        on("POST", MACHINE, "startExecution",
            "Starts an execution: by name, which is its alone, or by key, which answers the one that has it",
            starts::start)
            .query(VERSION, ALIAS, WAIT)
            .takes(Body.of(schemas, "StartExecution", "name", "input", "traceHeader")
                .with("key", schemas.member("StartExecution", "name")))
            .answers(201, execution),
        on("GET", ONE, "getExecution", "Shows an execution",
            request -> RestAnswer.ok(service.linked(
                service.call("DescribeExecution", Map.of(
                    ARN, arn(request), "includedData",
                    request.flag("data", true) ? "ALL_DATA" : "METADATA_ONLY")),
                ARN)))
            .query(Query.DATA).answers(200, execution),
        on("GET", ONE + "/history", "getHistory", "Lists the events of an execution",
            request -> service.page(request, "GetExecutionHistory", Map.of(
                ARN, arn(request), "reverseOrder", request.flag("reverse", false),
                "includeExecutionData", request.flag("data", true)), "events", ""))
            .query(REVERSE, Query.DATA, Query.LIMIT, Query.CURSOR)
            .answers(200, schemas.page("History", "GetExecutionHistory", "events")),
        on("GET", ONE + "/events", "followExecution",
            "Sends the events of an execution as they come, and 'end' at its end",
            request -> streams.open(arn(request), request.lastEvent()))
            .streams(),
        on("GET", ONE + "/state-machine", "getStateMachineOfExecution",
            "Shows the definition that an execution runs",
            request -> RestAnswer.ok(
                service.show("DescribeStateMachineForExecution", ARN, arn(request))))
            .answers(200, schemas.answer("StateMachineOfExecution",
                "DescribeStateMachineForExecution", Map.of())),
        on("POST", ONE + "/stop", "stopExecution", "Stops an execution",
            request -> RestAnswer.ok(service.call("StopExecution", addressed(request))))
            .takes(Body.of(schemas, "StopExecution", "error", "cause"))
            .answers(200, schemas.answer("Stopped", "StopExecution", Map.of())),
        on("POST", ONE + "/redrive", "redriveExecution",
            "Lets an execution that failed go on from where it failed",
            request -> RestAnswer.ok(service.call("RedriveExecution", addressed(request))))
            .takes(Body.of(schemas, "RedriveExecution", "clientToken"))
            .answers(200, schemas.answer("Redriven", "RedriveExecution", Map.of())));
  }

  /** The filters of lists of executions. */
  static Query[] filters(Schemas schemas) {
    return new Query[]{
        new Query("status", schemas.member("ListExecutions", "statusFilter"),
            "In this status only"),
        new Query("redrive", schemas.member("ListExecutions", "redriveFilter"),
            "Only those that were redriven, or were not")};
  }

  /** The members that the filters stand for. */
  static Map<String, @Nullable Object> filtered(RestRequest request, String member, String arn) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put(member, arn);
    request.parameter("status").ifPresent(status -> members.put("statusFilter", status));
    request.parameter("redrive").ifPresent(redrive -> members.put("redriveFilter", redrive));
    return members;
  }

  private Map<String, @Nullable Object> addressed(RestRequest request) {
    Map<String, @Nullable Object> members = request.copy();
    members.put(ARN, arn(request));
    return members;
  }

  private String arn(RestRequest request) {
    return service.names().execution(request);
  }
}
