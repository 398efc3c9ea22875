package dev.pawl.api.rest;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.access.Administration;
import dev.pawl.api.execution.ExecutionEvents;
import dev.pawl.api.execution.ExecutionWatch;
import dev.pawl.api.execution.LogReader;
import dev.pawl.api.protocol.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** All routes of the REST API, and the document that describes them. */
public final class Routes {
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, @Nullable Object> document;

  /** A route that a request matches, and what its path's names stand for. */
  record Match(Route route, Map<String, String> path) {}

  /**
   * @param waiting a permit for each that may wait for executions, or follow them, at a time
   */
  public Routes(Operations operations, ApiSettings settings, ExecutionEvents events,
      ExecutionWatch watch, LogReader logs, Administration administration,
      Semaphore waiting) {
    Service service = new Service(operations, new Names(settings));
    Schemas schemas = new Schemas(operations.model());
    routes.addAll(new StateMachineRoutes(service, schemas).routes());
    routes.addAll(new AliasRoutes(service, schemas).routes());
    routes.addAll(new ExecutionRoutes(service, schemas,
        new ExecutionStarts(service, events, watch, waiting),
        new EventStreams(service, events, watch, waiting)).routes());
    routes.addAll(new LogRoutes(logs).routes());
    routes.addAll(new AccessRoutes(administration).routes());
    routes.addAll(
        new ConnectionRoutes(administration.connections(settings.region())).routes());
    routes.addAll(new MapRunRoutes(service, schemas).routes());
    routes.addAll(new ActivityRoutes(service, schemas).routes());
    routes.addAll(new TagRoutes(service, schemas).routes());
    routes.add(Route.on("GET", "/openapi.json", "getOpenApi", "This document",
        _ -> RestAnswer.ok(document()))
        .answers(200, Map.of("type", "object")));
    document = new OpenApi(schemas).of(routes);
  }

  private Map<String, @Nullable Object> document() {
    return document;
  }

  /**
   * Finds the route of a request. Who asks for the head of a document gets the document; the server leaves its body out.
   *
   * @param segments of the path below {@code /api/v1}, decoded
   * @throws ProblemException where there is none
   */
  Match find(String method, List<String> segments, String path) {
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> match = route.match(segments);
      if (match.isPresent() && route.takes(method)) {
        return new Match(route, match.get());
      }
      match.ifPresent(_ -> allowed.add(route.method()));
    }
    if (allowed.isEmpty()) {
      throw ProblemException.noSuchResource(path);
    }
    throw ProblemException.methodNotAllowed(method, String.join(", ", allowed));
  }
}
