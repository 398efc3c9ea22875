package dev.pawl.api.rest;

import static dev.pawl.api.rest.Route.on;

import dev.pawl.api.rest.Route.Body;
import dev.pawl.api.rest.Route.Query;
import dev.pawl.core.identity.Arn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Aliases, whose routes name versions by their numbers. */
final class AliasRoutes {
  private static final String ARN = "stateMachineAliasArn";
  private static final String VERSION_ARN = "stateMachineVersionArn";
  private static final String ALL = "/state-machines/{name}/aliases";
  private static final String ONE = ALL + "/{alias}";
  private static final String ROUTING = "routingConfiguration";
  private static final String ROUTES = "routes";

  private static final Map<String, @Nullable Object> ROUTE = Map.of(
      "type", "object", "required", List.of("version", "weight"), "additionalProperties", false,
      "properties", Map.of(
          "version", Map.of("type", "integer", "minimum", 1),
          "weight", Map.of("type", "integer", "minimum", 0, "maximum", 100)));
  private static final Map<String, @Nullable Object> ROUTES_SCHEMA = Map.of(
      "type", "array", "items", ROUTE, "minItems", 1, "maxItems", 2);

  private final Service service;
  private final Schemas schemas;

  AliasRoutes(Service service, Schemas schemas) {
    this.service = service;
    this.schemas = schemas;
  }

  List<Route> routes() {
    Map<String, Map<String, @Nullable Object>> self = Map.of("self", Schemas.STRING);
    return List.of(
        on("GET", ALL, "listAliases", "Lists the aliases of a state machine",
            request -> service.page(request, "ListStateMachineAliases",
                Map.of("stateMachineArn", service.names().stateMachine(request)),
                "stateMachineAliases", ARN))
            .query(Query.LIMIT, Query.CURSOR)
            .answers(200,
                schemas.page("Aliases", "ListStateMachineAliases", "stateMachineAliases")),
        on("POST", ALL, "createAlias", "Creates an alias of one version, or two with weights",
            request -> service.created(
                service.call("CreateStateMachineAlias", routed(request)), ARN))
            .takes(Body.of(schemas, "CreateStateMachineAlias", "name", "description")
                .with(ROUTES, ROUTES_SCHEMA).requiring("name", ROUTES))
            .answers(201, schemas.answer("CreatedAlias", "CreateStateMachineAlias", self)),
        on("GET", ONE, "getAlias", "Shows an alias", this::get)
            .answers(200, schemas.component("Alias", Map.of(
                "type", "object", "required", List.of("name", ROUTES), "properties", Map.of(
                    ARN, Schemas.STRING, "name", Schemas.STRING, "description", Schemas.STRING,
                    ROUTES, ROUTES_SCHEMA, "creationDate", time(), "updateDate", time(),
                    "self", Schemas.STRING)))),
        on("PUT", ONE, "updateAlias", "Changes the members that are given", request -> {
          Map<String, @Nullable Object> members = routed(request);
          members.put(ARN, alias(request));
          return RestAnswer.ok(service.call("UpdateStateMachineAlias", members));
        }).takes(Body.of(schemas, "UpdateStateMachineAlias", "description").with(ROUTES,
            ROUTES_SCHEMA))
            .answers(200, schemas.answer("UpdatedAlias", "UpdateStateMachineAlias", Map.of())),
        on("DELETE", ONE, "deleteAlias", "Deletes an alias", request -> {
          Map<String, @Nullable Object> _ = service.call("DeleteStateMachineAlias",
              Map.of(ARN, alias(request)));
          return RestAnswer.nothing();
        }));
  }

  private RestAnswer get(RestRequest request) {
    Map<String, @Nullable Object> answer = service.show("DescribeStateMachineAlias", ARN,
        alias(request));
    List<Object> routes = new ArrayList<>();
    for (Object item : (List<?>) Objects.requireNonNull(answer.remove(ROUTING))) {
      Map<?, ?> route = (Map<?, ?>) item;
      String text = (String) Objects.requireNonNull(route.get(VERSION_ARN));
      Arn.Version version = (Arn.Version) Arn.parse(text).orElseThrow();
      routes.add(Map.of("version", version.number(), "weight",
          Objects.requireNonNull(route.get("weight"))));
    }
    answer.put(ROUTES, routes);
    return RestAnswer.ok(answer);
  }

  private Map<String, @Nullable Object> routed(RestRequest request) {
    Map<String, @Nullable Object> members = request.copy();
    if (members.remove(ROUTES) instanceof List<?> routes) {
      List<Object> routing = new ArrayList<>();
      for (Object item : routes) {
        Map<?, ?> route = (Map<?, ?>) Objects.requireNonNull(item);
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put(VERSION_ARN, service.names().qualified(request,
            new BigDecimal(String.valueOf(route.get("version"))).toBigInteger().toString()));
        one.put("weight", route.get("weight"));
        routing.add(one);
      }
      members.put(ROUTING, routing);
    }
    return members;
  }

  private String alias(RestRequest request) {
    return service.names().qualified(request, request.part("alias"));
  }

  private static Map<String, @Nullable Object> time() {
    return Map.of("type", "string", "format", "date-time");
  }
}
