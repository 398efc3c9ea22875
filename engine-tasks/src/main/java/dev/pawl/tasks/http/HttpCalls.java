package dev.pawl.tasks.http;

import dev.pawl.core.connection.Authorization;
import dev.pawl.core.connection.Authorization.ApiKey;
import dev.pawl.core.connection.Authorization.Basic;
import dev.pawl.core.connection.Authorization.ClientCredentials;
import dev.pawl.core.connection.Connection;
import dev.pawl.core.connection.Headers;
import dev.pawl.core.connection.HttpParameters.Parameter;
import dev.pawl.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests of the parameters of HTTP tasks and their connections (reference: service-integrations, section 5). What a
 * connection says wins over what the task says.
 */
final class HttpCalls {
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "PATCH",
      "OPTIONS", "HEAD");
  private static final Set<String> MEMBERS = Set.of("ApiEndpoint", "Method", "Authentication",
      "InvocationConfig", "Headers", "QueryParameters", "RequestBody", "Transform");
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final String region;
  private final HttpSettings settings;

  HttpCalls(String region, HttpSettings settings) {
    this.region = region;
    this.settings = settings;
  }

  /** The connection that a task names. */
  static String connection(Map<?, ?> task) {
    for (String place : List.of("InvocationConfig", "Authentication")) {
      if (task.get(place) instanceof Map<?, ?> config
          && config.get("ConnectionArn") instanceof String arn) {
        return arn;
      }
    }
    throw new InvalidCallException(
        "The field 'Authentication' is required, and has to name a connection in 'ConnectionArn'");
  }

  /**
   * The request of a task.
   *
   * @param token of the connection's authorization server; empty where it has none
   * @throws InvalidCallException where the parameters do not make a request
   * @throws BlockedHostException where the endpoint is not to be called
   */
  HttpCall of(Map<?, ?> task, Connection connection, Optional<String> token)
      throws BlockedHostException {
    for (Object member : task.keySet()) {
      if (!MEMBERS.contains(member)) {
        throw new InvalidCallException("The field '" + member + "' is not supported");
      }
    }
    String method = text(task, "Method");
    if (!METHODS.contains(method)) {
      throw new InvalidCallException("The value of the field 'Method' is not one of GET, POST, PUT,"
          + " DELETE, PATCH, OPTIONS and HEAD");
    }
    Map<String, List<String>> headers = headers(task.get("Headers"));
    connection.invocation().headers().forEach(
        header -> headers.put(header.key(), List.of(header.value())));
    authorize(headers, connection.authorization(), token);
    Optional<byte[]> body = body(task, connection.invocation().body(), headers);
    headers.putIfAbsent("User-Agent", List.of("Amazon|StepFunctions|HttpInvoke|" + region));
    headers.put("Range", List.of("bytes=0-" + GuardedHttp.MOST_BYTES));
    return new HttpCall(method,
        Target.parse(withQuery(text(task, "ApiEndpoint"),
            query(task.get("QueryParameters"), connection.invocation().query())), settings),
        headers, body);
  }

  private static String text(Map<?, ?> task, String member) {
    if (task.get(member) instanceof String text) {
      return text;
    }
    throw new InvalidCallException(task.containsKey(member)
        ? invalid(member)
        : "The field '" + member + "' is required but was missing");
  }

  private static String invalid(String member) {
    return "The value of the field '" + member + "' has an invalid format";
  }

  private static Map<String, List<String>> headers(@Nullable Object tree) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    object("Headers", tree).forEach((key, value) -> {
      String name = String.valueOf(key);
      if (!Headers.isName(name)) {
        throw new InvalidCallException(invalid("Headers"));
      }
      if (Headers.isForbidden(name)) {
        throw new InvalidCallException("The header '" + name + "' is not allowed");
      }
      List<String> values = new ArrayList<>();
      for (Object one : value instanceof List<?> list ? list : List.of(text("Headers", value))) {
        values.add(text("Headers", one));
      }
      if (!values.stream().allMatch(Headers::isValue)) {
        throw new InvalidCallException(invalid("Headers"));
      }
      headers.put(name, values);
    });
    return headers;
  }

  private static String text(String member, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new InvalidCallException(invalid(member));
  }

  private static Map<?, ?> object(String member, @Nullable Object tree) {
    return switch (tree) {
      case null -> Map.of();
      case Map<?, ?> object -> object;
      default -> throw new InvalidCallException(invalid(member));
    };
  }

  private static void authorize(Map<String, List<String>> headers, Authorization authorization,
      Optional<String> token) {
    switch (authorization) {
      case Basic(String username, String password) -> headers.put("Authorization",
          List.of("Basic " + Mask.basic(username, password)));
      case ApiKey(String name, String value) -> headers.put(name, List.of(value));
      case ClientCredentials _ -> headers.put("Authorization",
          List.of("Bearer " + token.orElseThrow()));
    }
  }

  private static String query(@Nullable Object tree, List<Parameter> added) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    object("QueryParameters", tree).forEach((name, value) -> {
      if (value instanceof Map) {
        throw new InvalidCallException(invalid("QueryParameters"));
      }
      all.put(String.valueOf(name), value);
    });
    added.forEach(parameter -> all.put(parameter.key(), parameter.value()));
    return new FormEncoding(FormEncoding.Arrays.REPEAT).encode(all);
  }

  /** A URL with more in its query. */
  static String withQuery(String url, String query) {
    if (query.isEmpty()) {
      return url;
    }
    return url + (url.indexOf('?') < 0 ? '?' : '&') + query;
  }

  private static Optional<byte[]> body(Map<?, ?> task, List<Parameter> added,
      Map<String, List<String>> headers) {
    Object body = task.get("RequestBody");
    if (!added.isEmpty()) {
      Map<String, @Nullable Object> merged = new LinkedHashMap<>();
      if (body != null && !(body instanceof Map)) {
        throw new InvalidCallException(
            "The connection has body parameters, and the field 'RequestBody' is no object");
      }
      object("RequestBody", body)
          .forEach((name, value) -> merged.put(String.valueOf(name), value));
      added.forEach(parameter -> merged.put(parameter.key(), parameter.value()));
      body = merged;
    }
    Optional<FormEncoding> form = form(task.get("Transform"), headers);
    if (body == null) {
      return Optional.empty();
    }
    String text;
    if (form.isPresent()) {
      text = form.get().encode(object("RequestBody", body));
    } else if (body instanceof String plain) {
      text = plain;
      headers.putIfAbsent(CONTENT_TYPE, List.of("text/plain; charset=UTF-8"));
    } else {
      text = Json.write(body);
      headers.putIfAbsent(CONTENT_TYPE, List.of("application/json; charset=UTF-8"));
    }
    return Optional.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<FormEncoding> form(@Nullable Object transform,
      Map<String, List<String>> headers) {
    Map<?, ?> members = object("Transform", transform);
    Object encoding = members.get("RequestBodyEncoding");
    if (encoding == null || encoding.equals("NONE")) {
      return Optional.empty();
    }
    if (!encoding.equals("URL_ENCODED")) {
      throw new InvalidCallException("The value of the field 'RequestBodyEncoding' is not one of"
          + " NONE and URL_ENCODED");
    }
    boolean isForm = headers.getOrDefault(CONTENT_TYPE, List.of()).stream()
        .anyMatch(type -> type.toLowerCase(Locale.ROOT).startsWith(FORM));
    if (!isForm) {
      throw new InvalidCallException(
          "The encoding URL_ENCODED needs the header Content-Type with the value " + FORM);
    }
    Object arrays = object("RequestEncodingOptions", members.get("RequestEncodingOptions"))
        .get("ArrayFormat");
    try {
      return Optional.of(new FormEncoding(arrays == null
          ? FormEncoding.Arrays.INDICES
          : FormEncoding.Arrays.valueOf(String.valueOf(arrays))));
    } catch (IllegalArgumentException e) {
      throw new InvalidCallException("The value of the field 'ArrayFormat' is not one of INDICES,"
          + " REPEAT, COMMAS and BRACKETS");
    }
  }
}
