package dev.pawl.tasks.http;

import dev.pawl.core.connection.Authorization.ClientCredentials;
import dev.pawl.core.connection.Connection;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Connector;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the calls of {@code http:invoke} (reference: service-integrations, section 5). */
public final class HttpTaskConnector implements Connector, AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int MOST_QUOTED = 32_768;
  private static final int UNAUTHORIZED = 401;
  private static final int PROXY_UNAUTHORIZED = 407;
  private static final int ARN_PARTS = 6;
  private static final int ARN_ACCOUNT = 4;
  private static final String SOCKET = "States.Http.Socket";
  private static final String STATUS = "States.Http.StatusCode.";

  private final Connections connections;
  private final GuardedHttp http;
  private final HttpCalls calls;
  private final OAuthTokens tokens;

  /** @param region of the user agent that services see */
  public HttpTaskConnector(String region, HttpSettings settings, Connections connections) {
    this(region, new GuardedHttp(settings), connections);
  }

  HttpTaskConnector(String region, GuardedHttp http, Connections connections) {
    this.connections = connections;
    this.http = http;
    this.calls = new HttpCalls(region, http.settings());
    this.tokens = new OAuthTokens(http);
  }

  /** Nobody knows what a service does that is called twice. */
  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.UNKNOWN;
  }

  @Override
  public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
    Duration limit = request.timeout().compareTo(LONGEST) < 0 ? request.timeout() : LONGEST;
    try {
      if (!(request.parameters().tree() instanceof Map<?, ?> task)) {
        throw new InvalidCallException("The parameters must be an object");
      }
      return exchange(task, account(request), limit);
    } catch (InvalidCallException e) {
      return Outcome.failed(StatesError.runtime(cut("The Parameters '"
          + request.parameters().text() + "' could not be used to start the Task: ["
          + e.getMessage() + "]")));
    } catch (UnusableConnectionException e) {
      return Outcome.failed(e.error());
    } catch (BlockedHostException e) {
      return Outcome.failed(new StatesError(StatesError.PERMISSIONS, e.getMessage()));
    } catch (OversizedReplyException e) {
      return Outcome.failed(new StatesError(StatesError.DATA_LIMIT_EXCEEDED,
          "The state/task returned a result with a size exceeding the maximum number of bytes"
              + " service limit."));
    } catch (IOException e) {
      return Outcome.failed(new StatesError(SOCKET, "Unable to execute HTTP request: "
          + reason(e)));
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Whose execution asks. */
  private static String account(TaskRequest request) {
    return request.executionArn().split(":", ARN_PARTS)[ARN_ACCOUNT];
  }

  private Outcome<Payload> exchange(Map<?, ?> task, String account, Duration limit)
      throws IOException, InterruptedException {
    Connection connection = connections.find(HttpCalls.connection(task), account);
    long end = System.nanoTime() + limit.toNanos();
    Optional<String> token = token(connection, end);
    HttpReply reply = http.send(calls.of(task, connection, token), left(end));
    if (token.isPresent()
        && (reply.status() == UNAUTHORIZED || reply.status() == PROXY_UNAUTHORIZED)) {
      // It may have been taken back before its time.
      tokens.forget(connection);
      token = token(connection, end);
      reply = http.send(calls.of(task, connection, token), left(end));
    }
    return outcome(reply, Mask.of(connection, token));
  }

  private Optional<String> token(Connection connection, long end)
      throws IOException, InterruptedException {
    return connection.authorization() instanceof ClientCredentials client
        ? Optional.of(tokens.of(connection, client, left(end)))
        : Optional.empty();
  }

  private static Duration left(long end) throws IOException {
    long nanos = end - System.nanoTime();
    if (nanos <= 0) {
      throw new IOException("no whole reply in time");
    }
    return Duration.ofNanos(Math.max(nanos, Duration.ofMillis(1).toNanos()));
  }

  private static Outcome<Payload> outcome(HttpReply reply, Mask mask) {
    String type = reply.contentType().orElse("");
    boolean isBinary = Stream.of("application/octet-stream", "image/", "video/", "audio/")
        .anyMatch(type::startsWith);
    Optional<String> text = isBinary ? Optional.empty() : text(reply.body(), type);
    if (text.isEmpty()) {
      return Outcome.failed(StatesError.runtime("The response body of the content type '" + type
          + "' is not text and cannot be a result"));
    }
    String body = mask.hide(text.get());
    if (!reply.isSuccess()) {
      return Outcome.failed(new StatesError(STATUS + reply.status(), cut(body)));
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    mask.hide(reply.headers()).forEach((name, values) -> headers.put(name, copy(values)));
    result.put("Headers", headers);
    result.put("ResponseBody", json(body));
    result.put("StatusCode", BigDecimal.valueOf(reply.status()));
    result.put("StatusText", reply.reason());
    return Outcome.ok(Payload.of(result));
  }

  private static List<@Nullable Object> copy(List<String> values) {
    return new ArrayList<>(values);
  }

  /** Empty where it is not text of its character set. */
  private static Optional<String> text(byte[] body, String type) {
    try {
      int at = type.indexOf("charset=");
      Charset charset = at < 0
          ? StandardCharsets.UTF_8
          : Charset.forName(
              type.substring(at + "charset=".length()).split("[;\\s]", 2)[0].replace("\"", ""));
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException | IllegalCharsetNameException
        | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  private static @Nullable Object json(String body) {
    try {
      return Json.parse(body);
    } catch (InvalidJsonException e) {
      return body;
    }
  }

  private static String cut(String cause) {
    return cause.length() > MOST_QUOTED ? cause.substring(0, MOST_QUOTED) : cause;
  }

  @Override
  public void close() {
    http.close();
  }
}
