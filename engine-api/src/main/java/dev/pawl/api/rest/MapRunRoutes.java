package dev.pawl.api.rest;

import static dev.pawl.api.rest.Route.on;

import dev.pawl.api.rest.Route.Body;
import dev.pawl.api.rest.Route.Query;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runs of Distributed Map states. */
final class MapRunRoutes {
  private static final String ARN = "mapRunArn";
  private static final String ONE = "/map-runs/{stateMachine}/{label}/{id}";

  private final Service service;
  private final Schemas schemas;

  MapRunRoutes(Service service, Schemas schemas) {
    this.service = service;
    this.schemas = schemas;
  }

  List<Route> routes() {
    return List.of(
        on("GET", "/executions/{stateMachine}/{name}/map-runs", "listMapRuns",
            "Lists the Map runs of an execution",
            request -> service.page(request, "ListMapRuns",
                Map.of("executionArn", service.names().execution(request)), "mapRuns", ARN))
            .query(Query.LIMIT, Query.CURSOR)
            .answers(200, schemas.page("MapRuns", "ListMapRuns", "mapRuns")),
        on("GET", ONE, "getMapRun", "Shows a Map run",
            request -> RestAnswer.ok(
                service.show("DescribeMapRun", ARN, service.names().mapRun(request))))
            .answers(200,
                schemas.answer("MapRun", "DescribeMapRun", Map.of("self", Schemas.STRING))),
        on("PATCH", ONE, "updateMapRun", "Changes the limits of a Map run that goes on",
            request -> {
              Map<String, @Nullable Object> members = request.copy();
              members.put(ARN, service.names().mapRun(request));
              Map<String, @Nullable Object> _ = service.call("UpdateMapRun", members);
              return RestAnswer.nothing();
            }).takes(Body.of(schemas, "UpdateMapRun", "maxConcurrency",
                "toleratedFailurePercentage", "toleratedFailureCount")),
        on("GET", ONE + "/executions", "listMapRunExecutions", "Lists the children of a Map run",
            request -> service.page(request, "ListExecutions",
                ExecutionRoutes.filtered(request, ARN, service.names().mapRun(request)),
                "executions", "executionArn"))
            .query(ExecutionRoutes.filters(schemas)).query(Query.LIMIT, Query.CURSOR)
            .answers(200, schemas.page("Executions", "ListExecutions", "executions")));
  }
}
