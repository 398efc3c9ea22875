package dev.pawl.api.rest;

import dev.pawl.core.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What the web server refuses before anybody else sees it is told as a problem, too: no pages, no traces. */
public final class ProblemValve extends ErrorReportValve {
  private static final int ERRORS = 400;

  private static String sentence(int status) {
    return switch (status) {
      case HttpServletResponse.SC_NOT_FOUND -> "There is nothing at this path";
      case HttpServletResponse.SC_METHOD_NOT_ALLOWED -> "The path does not take this method";
      default -> status < 500
          ? "The request is not one that the server can read"
          : "The server failed. Its log has the cause";
    };
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable thrown) {
    int status = response.getStatus();
    if (status < ERRORS || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    Problem problem = Problem.of("refused-by-the-server", status,
        status < 500 ? "ValidationException" : "InternalServerError",
        sentence(status));
    String uri = request.getRequestURI();
    byte[] body = Json.write(problem.members(uri == null ? "" : uri))
        .getBytes(StandardCharsets.UTF_8);
    try {
      response.setContentType(Problem.MEDIA_TYPE);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException e) {
      container.getLogger().debug("nobody reads the answer to a bad request any more", e);
    }
  }
}
