package dev.pawl.api.protocol;

import dev.pawl.api.AccountApis;
import dev.pawl.api.access.Call;
import dev.pawl.api.access.Gate;
import dev.pawl.api.access.HttpRequests;
import dev.pawl.api.trigger.EventBridge;
import dev.pawl.core.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** AWS JSON 1.0: all operations are posted to the root. */
@RestController
public final class AwsJsonController {
  /** The longest request, in bytes, where payloads are not allowed to be longer than AWS's. */
  private static final int BODY_BYTES = 1_048_576;

  /** A request has room for a payload whose every byte is escaped by one more, and as much besides. */
  private static final int BODY_TO_PAYLOAD = 4;

  private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
  private static final String RETRY_AFTER_SECONDS = "1";

  private final AccountApis apis;
  private final Gate gate;
  private final int maxBodyBytes;

  /** @param payloadBytes the longest payload */
  public AwsJsonController(AccountApis apis, Gate gate, int payloadBytes) {
    this.apis = apis;
    this.gate = gate;
    this.maxBodyBytes = maxBodyBytes(payloadBytes);
  }

  /** The longest request, in bytes, where payloads may have so many. */
  public static int maxBodyBytes(int payloadBytes) {
    return Math.max(BODY_BYTES, Math.multiplyExact(BODY_TO_PAYLOAD, payloadBytes));
  }

  /** Answers one request; blocks for as long as the operation does. */
  @PostMapping("/")
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String requestId = UUID.randomUUID().toString();
    response.setHeader("x-amzn-RequestId", requestId);
    Optional<String> target = Optional.ofNullable(request.getHeader("X-Amz-Target"));
    try {
      byte[] body = body(request, maxBodyBytes);
      Call call = gate.enter(HttpRequests.signed(request, body), request.getRemoteAddr(),
          requestId);
      AccountApis.AccountApi api = apis.of(call.caller().account());
      call.within(() -> write(response, HttpServletResponse.SC_OK,
          target.filter(name -> name.startsWith(EventBridge.PREFIX))
              .map(name -> api.events().answer(name, body))
              .orElseGet(() -> api.operations().answer(target, body))));
    } catch (RuntimeException e) {
      ApiException told = Failures.told(e, requestId, target.orElse("no operation"));
      if (told.error() == ApiError.SERVICE_UNAVAILABLE) {
        response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
      }
      if (told.error() == ApiError.REQUEST_TOO_LARGE) {
        response.setHeader("Connection", "close");
      }
      write(response, told.error().httpStatus(), json(told));
    }
  }

  /**
   * The body of a request.
   *
   * @throws ApiException {@code RequestEntityTooLargeException}
   */
  public static byte[] body(HttpServletRequest request, int most) throws IOException {
    if (request.getContentLengthLong() <= most) {
      byte[] body = request.getInputStream().readNBytes(most + 1);
      if (body.length <= most) {
        return body;
      }
    }
    throw ApiError.REQUEST_TOO_LARGE.about("The request has more than " + most + " bytes");
  }

  private static String json(ApiException told) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("__type", told.error().code());
    body.put("message", told.text());
    body.putAll(told.members());
    return Json.write(body);
  }

  private static void write(HttpServletResponse response, int status, String json)
      throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(CONTENT_TYPE);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
