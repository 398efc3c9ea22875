package dev.pawl.tasks.http;

import dev.pawl.core.connection.Headers;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Causes;
import dev.pawl.tasks.Connector;
import dev.pawl.tasks.credentials.RequestSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
 * Makes the calls of {@code apigateway:invoke} (reference: service-integrations, section 3). An endpoint is a host, which is
 * called by https; it may also be an origin that passes the guard.
 */
final class ApiGatewayConnector implements Connector {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String PREFIX = "ApiGateway.";
  private static final Set<String> MEMBERS = Set.of("ApiEndpoint", "Method", "Stage", "Path",
      "Headers", "QueryParameters", "RequestBody", "AllowNullValues", "AuthType");
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "PATCH",
      "HEAD", "OPTIONS");
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
  private static final Set<String> FORBIDDEN = Set.of("authorization", "connection",
      "content-md5", "content-length", "expect", "host", "max-forwards", "proxy-authenticate",
      "server", "te", "transfer-encoding", "trailer", "upgrade", "via", "www-authenticate");

  private final GuardedHttp http;
  private final RequestSigner signer;

  ApiGatewayConnector(GuardedHttp http, RequestSigner signer) {
    this.http = http;
    this.signer = signer;
  }

  /** Nobody knows what an API does that is called twice. */
  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.UNKNOWN;
  }

  @Override
  public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
    Duration limit = request.timeout().compareTo(LONGEST) < 0 ? request.timeout() : LONGEST;
    return HttpFailures.caught(request, PREFIX + "SdkClientException", () -> {
      Map<?, ?> task = HttpFailures.members(request);
      HttpCall call = call(task);
      if (isSigned(task)) {
        Outcome<Map<String, List<String>>> signed = signer.sign(request, "execute-api",
            call.method(), call.url(), call.headers(), call.body().orElse(new byte[0]));
        return switch (signed) {
          case Outcome.Failed<Map<String, List<String>>> failed -> Outcome.failed(failed.error());
          case Outcome.Ok<Map<String, List<String>>>(Map<String, List<String>> headers) ->
            exchange(new HttpCall(call.method(), call.target(), headers, call.body()), limit);
        };
      }
      return exchange(call, limit);
    });
  }

  private Outcome<Payload> exchange(HttpCall call, Duration limit)
      throws IOException, InterruptedException {
    HttpReply reply = http.send(call, limit);
    Optional<String> body = HttpResult.text(reply);
    if (body.isEmpty()) {
      return Outcome.failed(HttpResult.notText(reply));
    }
    return reply.isSuccess()
        ? Outcome.ok(HttpResult.of(reply, reply.headers(), body.get()))
        : Outcome.failed(new StatesError(PREFIX + reply.status(), Causes.cut(body.get())));
  }

  private static boolean isSigned(Map<?, ?> task) {
    return switch (String
        .valueOf(task.containsKey("AuthType") ? task.get("AuthType") : "NO_AUTH")) {
      case "NO_AUTH" -> false;
      case "IAM_ROLE", "RESOURCE_POLICY" -> true;
      default -> throw new InvalidCallException("The value of the field 'AuthType' is not one of"
          + " NO_AUTH, IAM_ROLE and RESOURCE_POLICY");
    };
  }

  private HttpCall call(Map<?, ?> task) throws IOException {
    for (Object member : task.keySet()) {
      if (!MEMBERS.contains(member)) {
        throw new InvalidCallException(
            "The field '" + member + "' is not supported by Step Functions");
      }
    }
    String method = required(task, "Method");
    if (!METHODS.contains(method)) {
      throw new InvalidCallException("The value of the field 'Method' is not one of GET, POST, PUT,"
          + " DELETE, PATCH, HEAD and OPTIONS");
    }
    Map<String, List<String>> headers = headers(task.get("Headers"));
    boolean keepsNulls = Boolean.TRUE.equals(task.get("AllowNullValues"));
    Optional<byte[]> body = body(task, method, keepsNulls, headers);
    return new HttpCall(method, Target.parse(url(task, keepsNulls), http.settings()), headers,
        body);
  }

  private static String required(Map<?, ?> task, String member) {
    return text(task, member).orElseThrow(() -> new InvalidCallException(
        "The field '" + member + "' is required but was missing"));
  }

  private static Optional<String> text(Map<?, ?> task, String member) {
    return switch (task.get(member)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      default -> throw invalid(member);
    };
  }

  private static InvalidCallException invalid(String member) {
    return new InvalidCallException("The value of the field '" + member
        + "' has an invalid format");
  }

  private static String url(Map<?, ?> task, boolean keepsNulls) {
    String endpoint = required(task, "ApiEndpoint");
    boolean isOrigin = endpoint.startsWith("https://") || endpoint.startsWith("http://");
    String host = isOrigin ? endpoint.substring(endpoint.indexOf("//") + 2) : endpoint;
    if (host.isEmpty() || host.chars().anyMatch(c -> "/?#@\\".indexOf(c) >= 0)) {
      throw invalid("ApiEndpoint");
    }
    String url = (isOrigin ? endpoint : "https://" + endpoint)
        + text(task, "Stage").map(ApiGatewayConnector::segment).orElse("")
        + text(task, "Path").map(ApiGatewayConnector::segment).orElse("");
    return HttpCalls.withQuery(url, query(task.get("QueryParameters"), keepsNulls));
  }

  private static String segment(String path) {
    if (path.isEmpty() || path.startsWith("/")) {
      return path;
    }
    return '/' + path;
  }

  private static String query(@Nullable Object tree, boolean keepsNulls) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    lists("QueryParameters", tree, keepsNulls).forEach(all::put);
    return new FormEncoding(FormEncoding.Arrays.REPEAT).encode(all);
  }

  private static Map<String, List<@Nullable Object>> lists(String member, @Nullable Object tree,
      boolean keepsNulls) {
    if (tree == null) {
      return Map.of();
    }
    if (!(tree instanceof Map<?, ?> members)) {
      throw invalid(member);
    }
    Map<String, List<@Nullable Object>> lists = new LinkedHashMap<>();
    members.forEach((name, value) -> {
      if (!(value instanceof List<?> values)) {
        throw invalid(member);
      }
      List<@Nullable Object> kept = new ArrayList<>(values);
      if (!keepsNulls) {
        kept.removeIf(one -> one == null);
      }
      lists.put(String.valueOf(name), kept);
    });
    return lists;
  }

  private static Map<String, List<String>> headers(@Nullable Object tree) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    lists("Headers", tree, false).forEach((name, values) -> {
      if (!Headers.isName(name)) {
        throw invalid("Headers");
      }
      if (isForbidden(name.toLowerCase(Locale.ROOT))) {
        throw new InvalidCallException("The header '" + name + "' is not allowed");
      }
      List<String> texts = values.stream().map(FormEncoding::text).toList();
      if (!texts.stream().allMatch(Headers::isValue)) {
        throw invalid("Headers");
      }
      headers.put(name, texts);
    });
    return headers;
  }

  private static boolean isForbidden(String name) {
    return FORBIDDEN.contains(name) || name.startsWith("x-forwarded") || name.startsWith("x-amz");
  }

  /** A body is JSON, a text as well, unless its type says that it is another kind of text. */
  private static Optional<byte[]> body(Map<?, ?> task, String method, boolean keepsNulls,
      Map<String, List<String>> headers) {
    Object tree = task.get("RequestBody");
    if (tree == null) {
      return Optional.empty();
    }
    if (!WITH_BODY.contains(method)) {
      throw new InvalidCallException("The field 'RequestBody' is not supported with the method "
          + method);
    }
    headers.putIfAbsent(CONTENT_TYPE, List.of("application/json"));
    boolean isJson = headers.getOrDefault(CONTENT_TYPE, List.of()).stream()
        .anyMatch(type -> type.toLowerCase(Locale.ROOT).contains("json"));
    String text = tree instanceof String plain && !isJson
        ? plain
        : Json.write(keepsNulls ? tree : withoutNulls(tree));
    return Optional.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable Object withoutNulls(@Nullable Object tree) {
    if (tree instanceof List<?> items) {
      List<@Nullable Object> kept = new ArrayList<>();
      items.forEach(item -> kept.add(withoutNulls(item)));
      return kept;
    }
    if (!(tree instanceof Map<?, ?> members)) {
      return tree;
    }
    Map<Object, @Nullable Object> kept = new LinkedHashMap<>();
    members.forEach((name, value) -> {
      if (value != null) {
        kept.put(name, withoutNulls(value));
      }
    });
    return kept;
  }
}
