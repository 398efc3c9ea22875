package dev.pawl.tasks.http;

import dev.pawl.core.connection.Authorization.ClientCredentials;
import dev.pawl.core.connection.Connection;
import dev.pawl.core.connection.Headers;
import dev.pawl.core.connection.HttpParameters.Parameter;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of authorization servers (RFC 6749, section 4.4), each kept until shortly before its end. Safe for any number of
 * threads; two that come at once may ask twice.
 */
final class OAuthTokens {
  /** Of one that does not say how long it is good. */
  private static final Duration USUAL = Duration.ofMinutes(5);

  /** So long before its end a token is no longer used. */
  private static final Duration EARLY = Duration.ofSeconds(30);
  private static final String INVALID = "InvalidConnectionState";

  private final GuardedHttp http;
  private final Map<String, Token> kept = new ConcurrentHashMap<>();

  OAuthTokens(GuardedHttp http) {
    this.http = http;
  }

  private record Token(String version, String text, long goodUntil) {
    boolean isGoodFor(Connection connection) {
      return version.equals(connection.version()) && System.nanoTime() - goodUntil < 0;
    }
  }

  /**
   * A token for a connection.
   *
   * @throws BlockedHostException where the server is not to be called
   * @throws UnusableConnectionException where the server gives none
   */
  String of(Connection connection, ClientCredentials client, Duration limit)
      throws BlockedHostException, InterruptedException {
    Token known = kept.get(connection.arn());
    if (known == null || !known.isGoodFor(connection)) {
      known = ask(connection, client, limit);
      kept.put(connection.arn(), known);
    }
    return known.text();
  }

  /** A token was refused. */
  void forget(Connection connection) {
    kept.remove(connection.arn());
  }

  private Token ask(Connection connection, ClientCredentials client, Duration limit)
      throws BlockedHostException, InterruptedException {
    try {
      HttpReply reply = http.send(call(client), limit);
      if (!reply.isSuccess()) {
        throw new UnusableConnectionException(INVALID,
            "The authorization endpoint answered with HTTP status " + reply.status());
      }
      return token(connection, reply);
    } catch (BlockedHostException e) {
      throw e;
    } catch (IOException e) {
      throw new UnusableConnectionException(INVALID,
          "The authorization endpoint cannot be reached: " + e.getMessage());
    } catch (InvalidCallException e) {
      throw new UnusableConnectionException(INVALID,
          "The authorization endpoint cannot be used: " + e.getMessage());
    }
  }

  private HttpCall call(ClientCredentials client) throws BlockedHostException {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", client.clientId());
    form.put("client_secret", client.clientSecret());
    put(form, client.parameters().body());
    Map<String, @Nullable Object> query = new LinkedHashMap<>();
    put(query, client.parameters().query());
    FormEncoding encoding = new FormEncoding(FormEncoding.Arrays.REPEAT);
    boolean hasBody = !client.method().equals("GET");
    if (!hasBody) {
      query.putAll(form);
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Accept", List.of("application/json"));
    if (hasBody) {
      headers.put("Content-Type", List.of("application/x-www-form-urlencoded"));
    }
    client.parameters().headers()
        .forEach(header -> headers.put(header.key(), List.of(header.value())));
    return new HttpCall(client.method(),
        Target.parse(HttpCalls.withQuery(client.endpoint(), encoding.encode(query)),
            http.settings()),
        headers,
        hasBody
            ? Optional.of(encoding.encode(form).getBytes(StandardCharsets.UTF_8))
            : Optional.empty());
  }

  private static void put(Map<String, @Nullable Object> all, List<Parameter> parameters) {
    parameters.forEach(parameter -> all.put(parameter.key(), parameter.value()));
  }

  private static Token token(Connection connection, HttpReply reply) {
    try {
      if (Json.parse(new String(reply.body(), StandardCharsets.UTF_8)) instanceof Map<?, ?> told
          && told.get("access_token") instanceof String text && Headers.isValue(text)) {
        Duration good = told.get("expires_in") instanceof BigDecimal seconds
            ? Duration.ofSeconds(Math.max(0, seconds.longValue())).minus(EARLY)
            : USUAL;
        return new Token(connection.version(), text, System.nanoTime() + good.toNanos());
      }
    } catch (InvalidJsonException e) {
      throw new UnusableConnectionException(INVALID,
          "The authorization endpoint's answer is not JSON");
    }
    throw new UnusableConnectionException(INVALID,
        "The authorization endpoint's answer has no access_token");
  }
}
