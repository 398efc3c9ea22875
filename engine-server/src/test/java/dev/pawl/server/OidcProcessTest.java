package dev.pawl.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.access.AccessPolicies.Holder;
import dev.pawl.db.access.OidcRoles.Claim;
import dev.pawl.db.access.OidcRoles.Mapping;
import dev.pawl.db.vault.MasterKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@code pawl server} that believes a provider on the network. */
class OidcProcessTest {
  private static final String ACCOUNT = "000000000000";

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void somebodyOfTheProviderStartsWhatTheRoleAllows()
      throws IOException, InterruptedException, JOSEException {
    RSAKey key = new RSAKeyGenerator(2_048).keyID("k").generate();
    HttpServer provider = provider(key);
    String issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
    try (TestDatabase database = TestDatabase.create();
        PawlProcess pawl = PawlProcess.server(folder.resolve("pawl.log"),
            Map.of("PAWL_DB_URL", database.settings().url(), "PAWL_AUTH", "required",
                "PAWL_MASTER_KEY", MasterKey.generate(), "PAWL_OIDC_ISSUER", issuer,
                "PAWL_OIDC_AUDIENCE", "pawl"));
        HttpClient http = HttpClient.newHttpClient()) {
      Database open = database.open();
      assertThat(open.accounts().createRole(ACCOUNT, "people")).isTrue();
      assertThat(open.accessPolicies().put(ACCOUNT, "people", """
          {"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*",
            "Action":["states:CreateActivity","states:ListActivities"]}}""")).isTrue();
      assertThat(open.accessPolicies().attach(Holder.ROLE, ACCOUNT, "people", "people")).isTrue();
      assertThat(open.oidcRoles().put(ACCOUNT,
          new Mapping(new Claim("groups", "staff"), "people"))).isTrue();
      String staff = token(key, issuer, "staff");

      assertThat(create(http, pawl, staff).statusCode()).isEqualTo(201);
      assertThat(send(http, pawl, staff, "/activities").body()).contains("by-token");
      assertThat(send(http, pawl, staff, "/state-machines").statusCode()).isEqualTo(403);
      assertThat(send(http, pawl, token(key, issuer, "guests"), "/activities").statusCode())
          .isEqualTo(403);
      assertThat(send(http, pawl, token(key, issuer + "/", "staff"), "/activities")
          .statusCode()).isEqualTo(401);
      RSAKey other = new RSAKeyGenerator(2_048).keyID("k").generate();
      assertThat(send(http, pawl, token(other, issuer, "staff"), "/activities").statusCode())
          .isEqualTo(401);
    } finally {
      provider.stop(0);
    }
  }

  private static HttpServer provider(RSAKey key) throws IOException {
    HttpServer server = HttpServer
        .create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    Map<String, String> pages = Map.of(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer + "/keys\"}",
        "/keys", new JWKSet(key).toString());
    pages.forEach((path, body) -> server.createContext(path, exchange -> {
      try (exchange) {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }));
    server.start();
    return server;
  }

  private static String token(RSAKey key, String issuer, String group) throws JOSEException {
    SignedJWT token = new SignedJWT(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
        new JWTClaimsSet.Builder().issuer(issuer).audience("pawl").subject("ann")
            .claim("groups", List.of(group))
            .expirationTime(Date.from(Instant.now().plusSeconds(600))).build());
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private static HttpResponse<String> create(HttpClient http, PawlProcess pawl, String token)
      throws IOException, InterruptedException {
    return http.send(request(pawl, token, "/activities")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"by-token\"}")).build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(HttpClient http, PawlProcess pawl, String token,
      String path) throws IOException, InterruptedException {
    return http.send(request(pawl, token, path).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(PawlProcess pawl, String token, String path) {
    return HttpRequest.newBuilder(pawl.endpoint().resolve("/api/v1" + path))
        .header("Authorization", "Bearer " + token);
  }
}
