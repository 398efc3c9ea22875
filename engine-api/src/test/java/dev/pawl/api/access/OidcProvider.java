package dev.pawl.api.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An OpenID Connect provider on a loopback address, with keys of its own. */
public final class OidcProvider implements AutoCloseable {
  /** What it calls the server. */
  public static final String AUDIENCE = "pawl";

  private final HttpServer server;
  private final AtomicInteger fetches = new AtomicInteger();
  private final List<JWK> keys = new CopyOnWriteArrayList<>();
  private volatile @Nullable String document;
  private volatile @Nullable String set;
  private volatile boolean away;
  private volatile boolean hanging;

  public OidcProvider(JWK... keys) {
    this.keys.addAll(List.of(keys));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/.well-known/openid-configuration", exchange -> {
      String told = document;
      answer(exchange, told != null ? told : discovery(issuer(), issuer() + "/keys"));
    });
    server.createContext("/keys", exchange -> {
      fetches.incrementAndGet();
      String told = set;
      answer(exchange, told != null ? told : new JWKSet(new ArrayList<>(this.keys)).toString());
    });
    server.start();
  }

  static String discovery(String issuer, String keys) {
    return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\"}";
  }

  private void answer(HttpExchange exchange, String body) throws IOException {
    if (hanging) {
      // The headers and the first byte, and then nothing; stopping the server ends it.
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      return;
    }
    try (exchange) {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(away ? 500 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  OidcSettings settings(String... algorithms) {
    Map<String, String> variables = new HashMap<>(
        Map.of("PAWL_OIDC_ISSUER", issuer(), "PAWL_OIDC_AUDIENCE", AUDIENCE));
    if (algorithms.length > 0) {
      variables.put("PAWL_OIDC_ALGORITHMS", String.join(",", algorithms));
    }
    return OidcSettings.fromEnvironment(variables).orElseThrow();
  }

  /** How often the keys were asked for. */
  int fetches() {
    return fetches.get();
  }

  void rotateTo(JWK... others) {
    keys.clear();
    keys.addAll(List.of(others));
  }

  void goAway(boolean isAway) {
    away = isAway;
  }

  /** From now on it begins answers and does not end them. */
  void hang() {
    hanging = true;
  }

  void describeAs(String discovery) {
    document = discovery;
  }

  void publish(String keySet) {
    set = keySet;
  }

  /** Claims that are all right, for an hour. */
  public Map<String, Object> claims(Map<String, Object> more) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new HashMap<>(
        Map.of("iss", issuer(), "aud", AUDIENCE, "sub", "ann", "iat", now, "nbf", now, "exp",
            now + 3_600));
    claims.putAll(more);
    return claims;
  }

  public static String sign(JWK key, String algorithm, Map<String, Object> claims) {
    return sign(key, new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID(key.getKeyID())
        .build(), claims);
  }

  static String sign(JWK key, JWSHeader header, Map<String, Object> claims) {
    try {
      JWSObject token = new JWSObject(header,
          new Payload(JSONObjectUtils.toJSONString(claims)));
      JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key,
          header.getAlgorithm());
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Claims without one. */
  static Map<String, Object> without(Map<String, Object> claims, String... names) {
    Map<String, Object> fewer = new HashMap<>(claims);
    fewer.keySet().removeAll(Set.of(names));
    return fewer;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
