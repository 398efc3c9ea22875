package dev.pawl.api.trigger;

import dev.pawl.api.AccountApis;
import dev.pawl.api.access.Call;
import dev.pawl.api.access.Gate;
import dev.pawl.api.access.HttpRequests;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.AwsJsonController;
import dev.pawl.api.protocol.Failures;
import dev.pawl.core.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The REST-JSON protocols of EventBridge Scheduler and EventBridge Pipes. */
@RestController
public final class TriggerController {
  private static final int MOST_BYTES = 1_048_576;

  private static final Set<String> NUMBERS = Set.of("MaxResults", "Limit");

  private final AccountApis apis;
  private final Gate gate;

  public TriggerController(AccountApis apis, Gate gate) {
    this.apis = apis;
    this.gate = gate;
  }

  /** Answers one request. */
  @RequestMapping({"/schedules", "/schedules/{name}", "/schedule-groups", "/schedule-groups/{name}",
      "/v1/pipes", "/v1/pipes/{name}", "/v1/pipes/{name}/{action}", "/tags/{*arn}"})
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String requestId = UUID.randomUUID().toString();
    response.setHeader("x-amzn-RequestId", requestId);
    try {
      byte[] body = AwsJsonController.body(request, MOST_BYTES);
      Call call = gate.enter(HttpRequests.signed(request, body), request.getRemoteAddr(),
          requestId);
      AccountApis.AccountApi api = apis.of(call.caller().account());
      call.within(() -> write(response, HttpServletResponse.SC_OK,
          perform(api, request, EventBridge.read(body))));
    } catch (RuntimeException e) {
      ApiException told = Failures.told(e, requestId, request.getRequestURI());
      Map<String, @Nullable Object> error = new LinkedHashMap<>();
      error.put("Message", told.text());
      error.put("message", told.text());
      response.setHeader("x-amzn-ErrorType", told.error().code());
      write(response, told.error().httpStatus(), error);
    }
  }

  private static Map<String, @Nullable Object> perform(AccountApis.AccountApi api,
      HttpServletRequest request, Asked asked) {
    List<String> path = List.of(request.getRequestURI().substring(1).split("/", 2));
    Optional<String> rest = path.size() < 2
        ? Optional.empty()
        : Optional.of(URLDecoder.decode(path.get(1).replace("+", "%2B"), StandardCharsets.UTF_8));
    String method = request.getMethod();
    return switch (path.getFirst()) {
      case "schedules" -> schedules(api.scheduler(), request, asked, method, rest);
      case "schedule-groups" -> groups(api.scheduler(), request, asked, method, rest);
      case "v1" -> pipes(api.pipes(), request, asked, method, rest.orElse(""));
      default -> rest.orElse("").startsWith("arn:aws:pipes:")
          ? pipeTags(api.pipes(), request, asked, method, rest.orElse(""))
          : tags(api.scheduler(), request, asked, method, rest.orElse(""));
    };
  }

  /** @param rest {@code pipes}, {@code pipes/NAME}, {@code pipes/NAME/start} or {@code pipes/NAME/stop} */
  private static Map<String, @Nullable Object> pipes(Pipes pipes, HttpServletRequest request,
      Asked asked, String method, String rest) {
    List<String> parts = List.of(rest.split("/", -1));
    if (parts.size() == 1) {
      return method.equals("GET") ? pipes.list(query(request)) : none(request);
    }
    String name = parts.get(1);
    return switch (method + (parts.size() > 2 ? ' ' + parts.get(2) : "")) {
      case "POST" -> pipes.create(name, asked);
      case "PUT" -> pipes.update(name, asked);
      case "GET" -> pipes.describe(name);
      case "DELETE" -> pipes.delete(name);
      case "POST start" -> pipes.start(name);
      case "POST stop" -> pipes.stop(name);
      default -> none(request);
    };
  }

  private static Map<String, @Nullable Object> pipeTags(Pipes pipes, HttpServletRequest request,
      Asked asked, String method, String arn) {
    return switch (method) {
      case "GET" -> pipes.tags(arn);
      case "POST" -> pipes.tag(arn, asked);
      case "DELETE" -> pipes.untag(arn, values(request, "tagKeys"));
      default -> none(request);
    };
  }

  private static List<String> values(HttpServletRequest request, String name) {
    String[] values = request.getParameterValues(name);
    return values == null ? List.of() : List.of(values);
  }

  private static Map<String, @Nullable Object> schedules(Scheduler scheduler,
      HttpServletRequest request, Asked asked, String method, Optional<String> name) {
    Optional<String> group = Optional.ofNullable(request.getParameter("groupName"));
    if (name.isEmpty()) {
      return method.equals("GET") ? scheduler.list(query(request)) : none(request);
    }
    return switch (method) {
      case "POST" -> scheduler.create(name.get(), asked);
      case "PUT" -> scheduler.update(name.get(), asked);
      case "GET" -> scheduler.get(name.get(), group);
      case "DELETE" -> scheduler.delete(name.get(), group);
      default -> none(request);
    };
  }

  private static Map<String, @Nullable Object> groups(Scheduler scheduler,
      HttpServletRequest request, Asked asked, String method, Optional<String> name) {
    if (name.isEmpty()) {
      return method.equals("GET") ? scheduler.listGroups(query(request)) : none(request);
    }
    return switch (method) {
      case "POST" -> scheduler.createGroup(name.get(), asked);
      case "GET" -> scheduler.getGroup(name.get());
      case "DELETE" -> scheduler.deleteGroup(name.get());
      default -> none(request);
    };
  }

  private static Map<String, @Nullable Object> tags(Scheduler scheduler,
      HttpServletRequest request, Asked asked, String method, String arn) {
    return switch (method) {
      case "GET" -> scheduler.tags(arn);
      case "POST" -> scheduler.tag(arn, asked);
      case "DELETE" -> scheduler.untag(arn, values(request, "TagKeys"));
      default -> none(request);
    };
  }

  private static Map<String, @Nullable Object> none(HttpServletRequest request) {
    throw ApiError.UNKNOWN_OPERATION
        .about("Unknown operation: " + request.getMethod() + ' ' + request.getRequestURI());
  }

  /** The parameters of a list, by the names that other requests have for them. */
  private static Asked query(HttpServletRequest request) {
    Map<String, Object> members = new LinkedHashMap<>();
    Map.of("MaxResults", "MaxResults", "Limit", "Limit", "NamePrefix", "NamePrefix", "NextToken",
        "NextToken",
        "ScheduleGroup", "GroupName").forEach((parameter, member) -> {
          String value = request.getParameter(parameter);
          if (value != null) {
            members.put(member, NUMBERS.contains(member) ? number(value) : value);
          }
        });
    return new Asked(members);
  }

  private static Object number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException _) {
      throw Asked.invalid("The length of a page must be a number");
    }
  }

  private static void write(HttpServletResponse response, int status,
      Map<String, @Nullable Object> answer) throws IOException {
    byte[] bytes = Json.write(answer).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
