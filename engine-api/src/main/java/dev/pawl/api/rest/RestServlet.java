package dev.pawl.api.rest;

import dev.pawl.api.AccountApis;
import dev.pawl.api.access.Call;
import dev.pawl.api.access.Gate;
import dev.pawl.api.access.HttpRequests;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.AwsJsonController;
import dev.pawl.api.protocol.Failures;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers all requests under {@code /api/v1}, whatever they are. Not a controller of Spring's, so that nobody else's
 * errors stand between.
 */
public final class RestServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";
  private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"");

  private final transient AccountApis apis;
  private final transient Gate gate;
  private final int maxBodyBytes;

  /** @param payloadBytes the longest payload */
  public RestServlet(AccountApis apis, Gate gate, int payloadBytes) {
    this.apis = apis;
    this.gate = gate;
    this.maxBodyBytes = AwsJsonController.maxBodyBytes(payloadBytes);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String requestId = UUID.randomUUID().toString();
    response.setHeader("X-Request-Id", requestId);
    try {
      byte[] body = AwsJsonController.body(request, maxBodyBytes);
      Call call = gate.enter(HttpRequests.signed(request, body), request.getRemoteAddr(),
          requestId);
      Routes routes = apis.of(call.caller().account()).routes();
      call.within(() -> answer(request, response, routes, body));
    } catch (RuntimeException e) {
      if (response.isCommitted()) {
        // The client comes back for the rest; the log has the cause.
        ApiException _ = Failures.told(e, requestId, request.getRequestURI());
        throw new IOException("the stream broke", e);
      }
      write(request, response, problem(e, request, requestId), headers(e));
    }
  }

  private static void answer(HttpServletRequest request, HttpServletResponse response,
      Routes routes, byte[] body) throws IOException {
    switch (answer(request, routes, text(body))) {
      case RestAnswer.Document document -> write(response, document);
      case RestAnswer.Events(RestAnswer.Writing writing) -> {
        response.setContentType(EVENTS);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        writing.to(new EventSink(response.getOutputStream()));
      }
    }
  }

  private static RestAnswer answer(HttpServletRequest request, Routes routes, String body) {
    Target target = Target.of(request);
    Routes.Match match = routes.find(request.getMethod(), target.segments(),
        request.getRequestURI());
    Route route = match.route();
    target.check(route);
    checkAccept(request, route);
    Map<String, @Nullable Object> members = Map.of();
    if (route.body().isPresent()) {
      if (!body.isBlank()) {
        checkContentType(request);
      }
      members = RestRequest.read(body, route.body().get());
    } else if (!body.isBlank()) {
      throw ProblemException.unknownMember(
          request.getMethod() + " takes no body here");
    }
    return route.handler().handle(new RestRequest(match.path(), target.query(), members,
        ifMatch(request, route), Optional.ofNullable(request.getHeader("Last-Event-ID"))));
  }

  private static Optional<String> ifMatch(HttpServletRequest request, Route route) {
    String header = request.getHeader("If-Match");
    if (header == null || header.strip().equals("*")) {
      return Optional.empty();
    }
    Matcher tag = ENTITY_TAG.matcher(header.strip());
    if (!route.id().equals("updateStateMachine") || !tag.matches()) {
      throw ProblemException.preconditionFailed(
          "If-Match must be one entity tag, and only the update of a state machine takes it");
    }
    return Optional.of(tag.group(1));
  }

  private static void checkAccept(HttpServletRequest request, Route route) {
    String offered = route.kind() == Route.Kind.EVENTS ? EVENTS : JSON;
    List<String> accepted = Collections.list(request.getHeaders("Accept"));
    if (accepted.isEmpty()) {
      return;
    }
    String family = offered.substring(0, offered.indexOf('/')) + "/*";
    for (String range : String.join(",", accepted).split(",", -1)) {
      String[] parts = range.toLowerCase(Locale.ROOT).replace(" ", "").split(";", -1);
      boolean fits = parts[0].equals("*/*") || parts[0].equals(family) || parts[0].equals(offered);
      if (fits && !List.of(parts).contains("q=0")) {
        return;
      }
    }
    throw ProblemException.notAcceptable(offered);
  }

  private static void checkContentType(HttpServletRequest request) {
    String type = request.getContentType();
    String essence = type == null ? "" : type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    if (!essence.equals(JSON)) {
      throw ProblemException.unsupportedMediaType();
    }
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw ProblemException.malformedJson("The body is not UTF-8");
    }
  }

  private static Problem problem(RuntimeException thrown, HttpServletRequest request,
      String requestId) {
    if (thrown instanceof ProblemException problem) {
      return problem.problem();
    }
    ApiException told = Failures.told(thrown, requestId, request.getRequestURI());
    return told.error() == ApiError.CONFLICT && request.getHeader("If-Match") != null
        ? ProblemException.preconditionFailed(told.text()).problem()
        : Problem.of(told);
  }

  private static Map<String, String> headers(RuntimeException thrown) {
    return thrown instanceof ProblemException problem ? problem.headers() : Map.of();
  }

  private static void write(HttpServletRequest request, HttpServletResponse response,
      Problem problem, Map<String, String> headers) throws IOException {
    headers.forEach(response::setHeader);
    if (problem.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE
        || problem.status() == 429) {
      response.setHeader("Retry-After", headers.getOrDefault("Retry-After", "1"));
    }
    if (problem.status() == Problem.UNAUTHORIZED) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    if (problem.status() == HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE) {
      response.setHeader("Connection", "close");
    }
    write(response, problem.status(), Problem.MEDIA_TYPE,
        JsonText.write(problem.members(request.getRequestURI())));
  }

  private static void write(HttpServletResponse response, RestAnswer.Document document)
      throws IOException {
    document.headers().forEach(response::setHeader);
    if (document.body().isEmpty()) {
      response.setStatus(document.status());
    } else {
      write(response, document.status(), JSON, JsonText.write(document.body().get()));
    }
  }

  private static void write(HttpServletResponse response, int status, String type, String json)
      throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
