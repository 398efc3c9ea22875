package dev.pawl.bench.hostile;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Requests of the REST API's routes, as its OpenAPI document lists them, with odd paths, queries and bodies. */
final class RestRequests {
  private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
  private static final String DOCUMENT = "/api/v1/openapi.json";

  private final List<Route> routes;

  /** @param members names of the body's and the query's members */
  private record Route(String method, String path, List<String> query, List<String> members) {}

  private RestRequests(List<Route> routes) {
    this.routes = routes;
  }

  /** Reads the routes from a node. */
  static RestRequests of(URI endpoint) throws IOException {
    try (RawConnection connection = new RawConnection(endpoint)) {
      RawAnswer answer = connection.send(
          RawRequest.of("GET " + DOCUMENT + " HTTP/1.1", List.of(), new byte[0]));
      Map<?, ?> document = map(Json.parse(answer.body()));
      Map<?, ?> schemas = map(map(document.get("components")).get("schemas"));
      List<Route> routes = new ArrayList<>();
      map(document.get("paths")).forEach((path, methods) -> map(methods).forEach(
          (method, operation) -> routes.add(new Route(String.valueOf(method).toUpperCase(
              java.util.Locale.ROOT), String.valueOf(path), query(map(operation)),
              body(map(operation), schemas)))));
      if (routes.isEmpty()) {
        throw new IllegalStateException("no routes: " + answer.body());
      }
      return new RestRequests(routes);
    }
  }

  private static List<String> query(Map<?, ?> operation) {
    return operation.get("parameters") instanceof List<?> parameters
        ? parameters.stream()
            .map(RestRequests::map)
            .filter(parameter -> "query".equals(parameter.get("in")))
            .map(parameter -> String.valueOf(parameter.get("name")))
            .toList()
        : List.of();
  }

  private static List<String> body(Map<?, ?> operation, Map<?, ?> schemas) {
    Map<?, ?> schema = map(map(map(map(operation.get("requestBody")).get("content"))
        .get("application/json")).get("schema"));
    String reference = String.valueOf(schema.get("$ref"));
    Map<?, ?> found = map(schemas.get(reference.substring(reference.lastIndexOf('/') + 1)));
    return map(found.get("properties")).keySet().stream().map(String::valueOf).toList();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  RawRequest request(Dice dice) {
    var mutation = new Mutation(dice);
    Route route = dice.pick(routes);
    // A poll of an activity that is there waits for a minute.
    String path = route.path().endsWith("/activities/{name}/tasks")
        ? route.path().replace("{name}", "absent")
        : filled(route, dice);
    if (dice.once(20)) {
      path = dice.pick("/api/v1/", "/api/v2/x", "/api", "/api/v1/../../etc/passwd",
          "/api/v1//executions", "/api/v1/%2e%2e/%2e%2e/health", "/health/x", "/metrics/../x",
          "/api/v1/executions;x=y", "/api/v1/" + "a/".repeat(500), "//", "/error", "/actuator",
          "*", "http://127.0.0.1/api/v1/executions");
    }
    String method = dice.once(12)
        ? dice.pick("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "get",
            "PROPFIND")
        : route.method();
    byte[] body = new byte[0];
    if (!List.of("GET", "HEAD").contains(method) || dice.once(10)) {
      body = body(route, mutation, dice);
    }
    String type = dice.once(8)
        ? dice.pick("text/plain", "", "application/xml", "application/json;charset=utf-16")
        : "application/json";
    return RawRequest.of(method + " " + path + query(route, dice) + " HTTP/1.1",
        List.of("Content-Type: " + type), body);
  }

  private static String filled(Route route, Dice dice) {
    return NAME.matcher(route.path()).replaceAll(_ -> dice.pick("known-STANDARD", "fuzz-1",
        "absent", "%00", "%2e%2e", "a%2Fb", "%ff", "1", "x".repeat(300), "%F0%9F%98%80", "a+b",
        "arn:aws", "%E2%80%AE", "%", "..", ""));
  }

  private static String query(Route route, Dice dice) {
    var query = new StringBuilder();
    for (String name : route.query()) {
      // Who asks to wait is answered late: that is what it is for.
      if (dice.once(3) && !name.equals("wait")) {
        query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(dice.pick("1",
            "-1", "0", "999999999999", "x", "", "%00", "%ff", "%", "true", "RUNNING",
            "2024-01-01T00:00:00Z", "9999999999-01-01T00:00:00Z", "NaN",
            URLEncoder.encode("' or 1=1 --", StandardCharsets.UTF_8), "q".repeat(2_000)));
      }
    }
    if (dice.once(10)) {
      query.append(query.isEmpty() ? '?' : '&').append(dice.pick("a", "=", "&&", "a=b&a=c",
          "limit=1&limit=2", "cursor=AAAA", "%zz=1", "a[]=1"));
    }
    return query.toString();
  }

  private static byte[] body(Route route, Mutation mutation, Dice dice) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name : route.members()) {
      if (!dice.once(4) && !name.equals("wait")) {
        members.put(name, switch (name) {
          case "name", "id", "stateMachine" -> Known.name(dice);
          case "definition" -> Map.of("StartAt", "P", "States",
              Map.of("P", Map.of("Type", "Pass", "End", true)));
          case "roleArn" -> "arn:aws:iam::000000000000:role/fuzz";
          default -> mutation.value();
        });
      }
    }
    String json = mutation.json(dice.once(3) ? members : mutation.tree(members));
    byte[] bytes = (dice.once(6) ? mutation.text(json) : json).getBytes(StandardCharsets.UTF_8);
    return dice.once(10) ? mutation.bytes(bytes) : bytes;
  }
}
