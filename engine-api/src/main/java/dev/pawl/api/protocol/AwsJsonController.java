package dev.pawl.api.protocol;

import dev.pawl.core.json.Json;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** AWS JSON 1.0: all operations are posted to the root. The one place that turns exceptions into answers. */
@RestController
public final class AwsJsonController {
  /** The longest request, in bytes, where payloads are not allowed to be longer than AWS's. */
  private static final int BODY_BYTES = 1_048_576;

  /** A request has room for a payload whose every byte is escaped by one more, and as much besides. */
  private static final int BODY_TO_PAYLOAD = 4;

  private static final Logger LOG = LoggerFactory.getLogger(AwsJsonController.class);

  /** It is full, read-only or overloaded. */
  private static final String CANNOT_SERVE = "The database cannot serve the request at the moment. Try again.";
  private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
  private static final String RETRY_AFTER_SECONDS = "1";

  /** The form of a signature; it is not checked yet. */
  private static final Pattern SIGNATURE = Pattern.compile(
      "AWS4-[A-Z0-9-]{1,40} +Credential=[^/,\\s]+(/[^/,\\s]+){4}, *SignedHeaders=[^,\\s]+, *Signature=[0-9a-fA-F]+");

  private final Operations operations;
  private final int maxBodyBytes;

  /** @param payloadBytes the longest payload */
  public AwsJsonController(Operations operations, int payloadBytes) {
    this.operations = operations;
    this.maxBodyBytes = Math.max(BODY_BYTES, Math.multiplyExact(BODY_TO_PAYLOAD, payloadBytes));
  }

  /** Answers one request; blocks for as long as the operation does. */
  @PostMapping("/")
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String requestId = UUID.randomUUID().toString();
    response.setHeader("x-amzn-RequestId", requestId);
    Optional<String> target = Optional.ofNullable(request.getHeader("X-Amz-Target"));
    try {
      checkSignatureForm(request.getHeader("Authorization"));
      write(response, HttpServletResponse.SC_OK, operations.answer(target, body(request)));
    } catch (RuntimeException e) {
      ApiException told = told(e, requestId, target.orElse("no operation"));
      if (told.error() == ApiError.SERVICE_UNAVAILABLE) {
        response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
      }
      if (told.error() == ApiError.REQUEST_TOO_LARGE) {
        response.setHeader("Connection", "close");
      }
      write(response, told.error().httpStatus(), json(told));
    }
  }

  private static void checkSignatureForm(@Nullable String authorization) {
    if (authorization != null && !SIGNATURE.matcher(authorization).matches()) {
      throw ApiError.INCOMPLETE_SIGNATURE.about(
          "The Authorization header must have the form 'AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...'");
    }
  }

  private byte[] body(HttpServletRequest request) throws IOException {
    byte[] body = request.getContentLengthLong() > maxBodyBytes
        ? new byte[maxBodyBytes + 1]
        : request.getInputStream().readNBytes(maxBodyBytes + 1);
    if (body.length > maxBodyBytes) {
      throw ApiError.REQUEST_TOO_LARGE.about(
          "The request has more than " + maxBodyBytes + " bytes");
    }
    return body;
  }

  private static ApiException told(RuntimeException thrown, String requestId, String target) {
    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
    return switch (cause) {
      case ApiException told -> told;
      case DatabaseUnavailableException _,UnknownCommitOutcomeException _,DataAccessResourceFailureException _,TransientDataAccessException _,RecoverableDataAccessException _ -> {
        // The database's watch tells the operator, once for all.
        LOG.debug("{} ({}) was answered with 503; the caller may retry: {}", target, requestId,
            cause.getMessage());
        yield ApiError.SERVICE_UNAVAILABLE.about(
            "The database cannot be reached at the moment. Try again.");
      }
      case StatementFailedException failed when failed.isPassing() -> {
        LOG.debug("{} ({}) was answered with 503; the caller may retry: {}", target, requestId,
            failed.getMessage());
        yield ApiError.SERVICE_UNAVAILABLE.about(CANNOT_SERVE);
      }
      case DataAccessException failed when isPassing(failed) -> {
        LOG.debug("{} ({}) was answered with 503; the caller may retry: {}", target, requestId,
            failed.getMessage());
        yield ApiError.SERVICE_UNAVAILABLE.about(CANNOT_SERVE);
      }
      case RejectedExecutionException _ ->
        ApiError.SERVICE_UNAVAILABLE.about("The server is stopping. Try again.");
      default -> {
        LOG.error("{} ({}) failed", target, requestId, cause);
        yield ApiError.INTERNAL.about("The server failed. Its log has the cause by the request id "
            + requestId);
      }
    };
  }

  /** The catalogue's failures come by way of Spring. */
  private static boolean isPassing(DataAccessException failed) {
    return failed.getMostSpecificCause() instanceof SQLException refusal
        && new StatementFailedException(refusal).isPassing();
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
