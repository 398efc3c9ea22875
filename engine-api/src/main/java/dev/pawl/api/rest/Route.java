package dev.pawl.api.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One method of one resource: what is matched, what is checked, and what the OpenAPI document says.
 *
 * @param path below {@code /api/v1}, with {@code {names}} for what varies
 * @param id the {@code operationId}
 * @param status of the answer where all is well
 * @param answer the schema of that answer; empty where it has no body
 */
record Route(String method, String path, String id, String summary, List<Query> queries,
    Optional<Body> body, int status, Optional<Map<String, @Nullable Object>> answer,
    Kind kind, Handler handler) {
  /** The form of the answer. */
  enum Kind {
    JSON,
    EVENTS
  }

  /** Answers a request whose parameters and members are known ones. */
  @FunctionalInterface
  interface Handler {
    RestAnswer handle(RestRequest request);
  }

  /** A query parameter. */
  record Query(String name, Map<String, @Nullable Object> schema, String description) {
    static final Query LIMIT = new Query("limit",
        Map.of("type", "integer", "minimum", 0, "maximum", 1000),
        "The most items of the page; 100 unless told");
    static final Query CURSOR = new Query("cursor", Schemas.STRING,
        "The nextCursor of the page before; good for the same list with the same filters");
    static final Query DATA = new Query("data", Schemas.BOOLEAN,
        "Whether inputs, outputs and definitions are shown; true unless told");
  }

  /**
   * A JSON object as body.
   *
   * @param name of its schema
   */
  record Body(String name, Map<String, Map<String, @Nullable Object>> members,
      Set<String> required) {
    /** Some members of an operation's request, none of which is required. */
    static Body of(Schemas schemas, String operation, String... members) {
      Map<String, Map<String, @Nullable Object>> known = new LinkedHashMap<>();
      for (String member : members) {
        known.put(member, schemas.member(operation, member));
      }
      return new Body(operation + "Request", known, Set.of());
    }

    Body with(String member, Map<String, @Nullable Object> schema) {
      Map<String, Map<String, @Nullable Object>> more = new LinkedHashMap<>(members);
      more.put(member, schema);
      return new Body(name, more, required);
    }

    Body requiring(String... names) {
      return new Body(name, members, Set.of(names));
    }

    /** The body's schema. */
    Map<String, @Nullable Object> schema() {
      Map<String, @Nullable Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("properties", members);
      if (!required.isEmpty()) {
        schema.put("required", required.stream().sorted().toList());
      }
      schema.put("additionalProperties", false);
      return schema;
    }
  }

  static Route on(String method, String path, String id, String summary, Handler handler) {
    return new Route(method, path, id, summary, List.of(), Optional.empty(), 204,
        Optional.empty(), Kind.JSON, handler);
  }

  Route query(Query... more) {
    List<Query> all = new ArrayList<>(queries);
    all.addAll(List.of(more));
    return new Route(method, path, id, summary, all, body, status, answer, kind, handler);
  }

  Route takes(Body taken) {
    return new Route(method, path, id, summary, queries, Optional.of(taken), status, answer, kind,
        handler);
  }

  Route answers(int code, Map<String, @Nullable Object> schema) {
    return new Route(method, path, id, summary, queries, body, code, Optional.of(schema), kind,
        handler);
  }

  Route streams() {
    return new Route(method, path, id, summary, queries, body, 200, Optional.of(Schemas.STRING),
        Kind.EVENTS, handler);
  }

  /** Whether a request with this method is one for it. */
  boolean takes(String asked) {
    return method.equals(asked)
        || (asked.equals("HEAD") && method.equals("GET") && kind == Kind.JSON);
  }

  /** What the path's names stand for; empty where the path is another. */
  Optional<Map<String, String>> match(List<String> segments) {
    String[] parts = path.substring(1).split("/", -1);
    if (parts.length != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (part.startsWith("{")) {
        values.put(part.substring(1, part.length() - 1), segments.get(i));
      } else if (!part.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }
}
