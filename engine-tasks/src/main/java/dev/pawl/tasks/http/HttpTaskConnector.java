package dev.pawl.tasks.http;

import dev.pawl.core.connection.Authorization.ClientCredentials;
import dev.pawl.core.connection.Connection;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Causes;
import dev.pawl.tasks.Connector;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Makes the calls of {@code http:invoke} (reference: service-integrations, section 5). */
final class HttpTaskConnector implements Connector {
  private static final Duration LONGEST = Duration.ofSeconds(60);
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
    return HttpFailures.caught(request, SOCKET,
        () -> exchange(HttpFailures.members(request), account(request), limit));
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
    Optional<String> text = HttpResult.text(reply);
    if (text.isEmpty()) {
      return Outcome.failed(HttpResult.notText(reply));
    }
    String body = mask.hide(text.get());
    return reply.isSuccess()
        ? Outcome.ok(HttpResult.of(reply, mask.hide(reply.headers()), body))
        : Outcome.failed(new StatesError(STATUS + reply.status(), Causes.cut(body)));
  }
}
