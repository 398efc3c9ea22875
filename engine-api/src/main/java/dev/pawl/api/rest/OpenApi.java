package dev.pawl.api.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the OpenAPI 3.1 document of the routes. */
final class OpenApi {
  private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
  private static final String JSON = "application/json";
  private static final Map<String, @Nullable Object> PROBLEM = Map.of(
      "type", "object", "required", List.of("type", "title", "status", "detail", "code"),
      "properties", Map.of(
          "type", Map.of("type", "string", "pattern", "^" + Problem.TYPE_PREFIX),
          "title", Schemas.STRING, "status", Schemas.WHOLE, "detail", Schemas.STRING,
          "instance", Schemas.STRING,
          "code", Map.of("type", "string", "description", "AWS's name of the error")));

  private final Schemas schemas;

  OpenApi(Schemas schemas) {
    this.schemas = schemas;
    Map<String, @Nullable Object> _ = schemas.component("Problem", PROBLEM);
  }

  Map<String, @Nullable Object> of(List<Route> routes) {
    Map<String, Map<String, @Nullable Object>> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      paths.computeIfAbsent(Names.BASE + route.path(), _ -> new LinkedHashMap<>())
          .put(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "Pawl", "version", "v1", "description",
        "Durable workflows in the Amazon States Language"));
    document.put("paths", paths);
    document.put("components", Map.of("schemas", schemas.components()));
    return document;
  }

  private Map<String, @Nullable Object> operation(Route route) {
    Map<String, @Nullable Object> operation = new LinkedHashMap<>();
    operation.put("operationId", route.id());
    operation.put("summary", route.summary());
    List<Object> parameters = parameters(route);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    route.body().ifPresent(body -> operation.put("requestBody", Map.of(
        "required", !body.required().isEmpty(),
        "content", content(JSON, schemas.component(body.name(), body.schema())))));
    operation.put("responses", responses(route));
    return operation;
  }

  private static List<Object> parameters(Route route) {
    List<Object> parameters = new ArrayList<>();
    Matcher names = NAME.matcher(route.path());
    while (names.find()) {
      parameters.add(parameter(names.group(1), "path", true, Schemas.STRING, ""));
    }
    route.queries().forEach(query -> parameters
        .add(parameter(query.name(), "query", false, query.schema(), query.description())));
    if (route.id().equals("updateStateMachine")) {
      parameters.add(parameter("If-Match", "header", false, Schemas.STRING,
          "The ETag of the revision that may be changed"));
    }
    if (route.kind() == Route.Kind.EVENTS) {
      parameters.add(parameter("Last-Event-ID", "header", false, Schemas.STRING,
          "The id of the last event that the client has"));
    }
    return parameters;
  }

  private static Map<String, @Nullable Object> parameter(String name, String in,
      boolean isRequired, Map<String, @Nullable Object> schema, String description) {
    Map<String, @Nullable Object> parameter = new LinkedHashMap<>();
    parameter.put("name", name);
    parameter.put("in", in);
    parameter.put("required", isRequired);
    parameter.put("schema", schema);
    if (!description.isEmpty()) {
      parameter.put("description", description);
    }
    return parameter;
  }

  private static Map<String, @Nullable Object> responses(Route route) {
    Map<String, @Nullable Object> responses = new LinkedHashMap<>();
    String type = route.kind() == Route.Kind.EVENTS ? "text/event-stream" : JSON;
    route.answer().ifPresent(
        schema -> responses.put(Integer.toString(route.status()), answer("Done", type, schema)));
    switch (route.id()) {
      case "startExecution" -> route.answer().ifPresent(schema -> {
        responses.put("200", answer("It has ended, or was there before", type, schema));
        responses.put("202", answer("It goes on after the time to wait", type, schema));
      });
      case "takeTask" -> responses.put("204", Map.of("description", "There is no task"));
      case "followExecution" ->
        responses.put("204", Map.of("description", "The client has all events"));
      default -> {
        if (route.answer().isEmpty()) {
          responses.put("204", Map.of("description", "Done"));
        }
      }
    }
    responses.put("default", answer("A problem, as RFC 9457 has them", Problem.MEDIA_TYPE,
        Map.of("$ref", "#/components/schemas/Problem")));
    return responses;
  }

  private static Map<String, @Nullable Object> answer(String description, String type,
      Map<String, @Nullable Object> schema) {
    return Map.of("description", description, "content", content(type, schema));
  }

  private static Map<String, @Nullable Object> content(String type,
      Map<String, @Nullable Object> schema) {
    return Map.of(type, Map.of("schema", schema));
  }
}
