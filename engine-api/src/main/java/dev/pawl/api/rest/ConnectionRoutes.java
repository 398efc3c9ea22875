package dev.pawl.api.rest;

import static dev.pawl.api.rest.Route.on;

import dev.pawl.api.access.ConnectionAdministration;
import dev.pawl.api.rest.Route.Body;
import dev.pawl.core.json.Json;
import dev.pawl.db.access.EventConnections.Known;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connections of HTTP tasks: written, used, and never shown with what is secret in them. */
final class ConnectionRoutes {
  private static final String ALL = "/connections";
  private static final String ONE = ALL + "/{name}";
  private static final String NAME = "name";
  private static final String DESCRIPTION = "description";
  private static final String TYPE = "authorizationType";
  private static final String PARAMETERS = "authParameters";
  private static final Map<String, @Nullable Object> OBJECT = Map.of("type", "object");
  private static final Map<String, @Nullable Object> LIST = Map.of("type", "object", "required",
      List.of("items"), "properties", Map.of("items", Map.of("type", "array")));

  private final ConnectionAdministration administration;

  ConnectionRoutes(ConnectionAdministration administration) {
    this.administration = administration;
  }

  List<Route> routes() {
    return List.of(
        on("GET", ALL, "listConnections", "Lists the connections of HTTP tasks",
            _ -> RestAnswer.ok(Map.of("items",
                administration.all().stream().map(this::shown).toList())))
            .answers(200, LIST),
        on("POST", ALL, "createConnection",
            "Creates a connection; authParameters are those of EventBridge's CreateConnection",
            request -> RestAnswer.of(201, shown(administration.create(text(request, NAME),
                description(request), text(request, TYPE), parameters(request)))))
            .takes(new Body("CreateConnectionRequest",
                Map.of(NAME, Schemas.STRING, DESCRIPTION, Schemas.STRING, TYPE, Schemas.STRING,
                    PARAMETERS, OBJECT),
                Set.of(NAME, TYPE, PARAMETERS)))
            .answers(201, OBJECT),
        on("GET", ONE, "getConnection", "Shows a connection without its secrets",
            request -> RestAnswer.ok(shown(administration.one(request.part(NAME)))))
            .answers(200, OBJECT),
        on("PUT", ONE, "updateConnection",
            "Changes a connection; its secrets have to be sent again",
            request -> {
              administration.update(request.part(NAME), description(request),
                  text(request, TYPE), parameters(request));
              return RestAnswer.nothing();
            }).takes(new Body("UpdateConnectionRequest",
                Map.of(DESCRIPTION, Schemas.STRING, TYPE, Schemas.STRING, PARAMETERS, OBJECT),
                Set.of(TYPE, PARAMETERS))),
        on("DELETE", ONE, "deleteConnection", "Deletes a connection", request -> {
          administration.delete(request.part(NAME));
          return RestAnswer.nothing();
        }));
  }

  private Map<String, @Nullable Object> shown(Known connection) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put(NAME, connection.name());
    shown.put("arn", administration.arn(connection));
    shown.put(DESCRIPTION, connection.description());
    shown.put(TYPE, connection.type());
    shown.put(PARAMETERS, Json.parse(connection.parameters()));
    shown.put("createdAt", connection.createdAt().toString());
    shown.put("changedAt", connection.changedAt().toString());
    return shown;
  }

  private static String description(RestRequest request) {
    return Objects.requireNonNullElse((String) request.members().get(DESCRIPTION), "");
  }

  private static Map<?, ?> parameters(RestRequest request) {
    return Objects.requireNonNull((Map<?, ?>) request.members().get(PARAMETERS));
  }

  private static String text(RestRequest request, String member) {
    return Objects.requireNonNull((String) request.members().get(member));
  }
}
