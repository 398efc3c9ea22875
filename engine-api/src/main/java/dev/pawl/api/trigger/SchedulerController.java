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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The REST-JSON protocol of EventBridge Scheduler. */
@RestController
public final class SchedulerController {
  private static final int MOST_BYTES = 1_048_576;

  private final AccountApis apis;
  private final Gate gate;

  public SchedulerController(AccountApis apis, Gate gate) {
    this.apis = apis;
    this.gate = gate;
  }

  /** Answers one request. */
  @RequestMapping({"/schedules", "/schedules/{name}", "/schedule-groups", "/schedule-groups/{name}",
      "/tags/{*arn}"})
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String requestId = UUID.randomUUID().toString();
    response.setHeader("x-amzn-RequestId", requestId);
    try {
      byte[] body = AwsJsonController.body(request, MOST_BYTES);
      Call call = gate.enter(HttpRequests.signed(request, body), request.getRemoteAddr(),
          requestId);
      Scheduler scheduler = apis.of(call.caller().account()).scheduler();
      call.within(() -> write(response, HttpServletResponse.SC_OK,
          perform(scheduler, request, EventBridge.read(body))));
    } catch (RuntimeException e) {
      ApiException told = Failures.told(e, requestId, request.getRequestURI());
      Map<String, @Nullable Object> error = new LinkedHashMap<>();
      error.put("Message", told.text());
      response.setHeader("x-amzn-ErrorType", told.error().code());
      write(response, told.error().httpStatus(), error);
    }
  }

  private static Map<String, @Nullable Object> perform(Scheduler scheduler,
      HttpServletRequest request, Asked asked) {
    List<String> path = List.of(request.getRequestURI().substring(1).split("/", 2));
    Optional<String> rest = path.size() < 2
        ? Optional.empty()
        : Optional.of(URLDecoder.decode(path.get(1).replace("+", "%2B"), StandardCharsets.UTF_8));
    String method = request.getMethod();
    return switch (path.getFirst()) {
      case "schedules" -> schedules(scheduler, request, asked, method, rest);
      case "schedule-groups" -> groups(scheduler, request, asked, method, rest);
      default -> tags(scheduler, request, asked, method, rest.orElse(""));
    };
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
      case "DELETE" -> {
        String[] keys = request.getParameterValues("TagKeys");
        yield scheduler.untag(arn, keys == null ? List.of() : List.of(keys));
      }
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
    Map.of("MaxResults", "MaxResults", "NamePrefix", "NamePrefix", "NextToken", "NextToken",
        "ScheduleGroup", "GroupName").forEach((parameter, member) -> {
          String value = request.getParameter(parameter);
          if (value != null) {
            members.put(member, member.equals("MaxResults") ? number(value) : value);
          }
        });
    return new Asked(members);
  }

  private static Object number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException _) {
      throw Asked.invalid("MaxResults must be a number");
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
