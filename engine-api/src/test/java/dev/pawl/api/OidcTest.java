package dev.pawl.api;

import static dev.pawl.api.access.OidcProvider.sign;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.pawl.api.access.Guard;
import dev.pawl.api.access.OidcCallers;
import dev.pawl.api.access.OidcProvider;
import dev.pawl.api.access.OidcSettings;
import dev.pawl.api.access.StoredPolicies;
import dev.pawl.db.Database;
import dev.pawl.db.access.AccessPolicies.Holder;
import dev.pawl.db.access.AuditEvents;
import dev.pawl.db.access.OidcRoles.Claim;
import dev.pawl.db.access.OidcRoles.Mapping;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** People who come with a provider's token, and what the roles that it gives let them do. */
final class OidcTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String MINE = ApiServer.ACCOUNT;
  private static final String OTHERS = "222222222222";
  private static final String ACTIVITIES = "/api/v1/activities";
  private static final String MAPPINGS = "/api/v1/access/oidc-roles";
  private static final ECKey KEY = key();
  private static final OidcProvider PROVIDER = new OidcProvider(KEY);
  private static final ApiServer SERVER = ApiServer.guarded((database, audit) -> {
    for (String account : List.of(MINE, OTHERS)) {
      database.accounts().create(account, "tenant");
      role(database, account, "admin", "*");
      role(database, account, "reader", "states:List*");
    }
    map(database, MINE, "realm_access.roles", "readers", "reader");
    map(database, MINE, "groups", "admins", "admin");
    map(database, MINE, "groups", "both", "admin");
    map(database, OTHERS, "groups", "both", "reader");
    StoredPolicies policies = new StoredPolicies(database.accessPolicies());
    OidcSettings settings = OidcSettings.fromEnvironment(Map.of("PAWL_OIDC_ISSUER",
        PROVIDER.issuer(), "PAWL_OIDC_AUDIENCE", OidcProvider.AUDIENCE)).orElseThrow();
    return new Guard(database.accessKeys(database.vault(ApiServer.MASTER)), database.apiTokens(),
        policies, database.clock(), audit, ApiServer.REGION,
        Optional.of(new OidcCallers(settings, database.oidcRoles(), policies,
            ApiServer.REGION)));
  });
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void role(Database database, String account, String name, String actions) {
    assertThat(database.accounts().createRole(account, name)).isTrue();
    assertThat(database.accessPolicies().put(account, name, """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"%s","Resource":"*"}}"""
        .formatted(actions))).isTrue();
    assertThat(database.accessPolicies().attach(Holder.ROLE, account, name, name)).isTrue();
  }

  private static void map(Database database, String account, String claim, String value,
      String role) {
    assertThat(database.oidcRoles().put(account, new Mapping(new Claim(claim, value), role)))
        .isTrue();
  }

  @AfterAll
  static void close() {
    HTTP.close();
    SERVER.close();
    PROVIDER.close();
  }

  private record Answer(int status, String body) {
    JsonNode tree() {
      try {
        return MAPPER.readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException(body, e);
      }
    }
  }

  private static String token(Map<String, Object> claims) {
    return sign(KEY, "ES256", PROVIDER.claims(claims));
  }

  private static Answer send(String method, String path, String token, String body,
      String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(SERVER.address().resolve(path))
        .header("Authorization", "Bearer " + token).method(method, body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Answer get(String path, String token, String... headers) {
    return send("GET", path, token, "", headers);
  }

  @Test
  void aRoleGivesItsRightsAndNoMore() {
    String reader = token(Map.of("realm_access", Map.of("roles", List.of("x", "readers"))));
    assertThat(get(ACTIVITIES, reader).status()).isEqualTo(200);
    Answer refused = send("POST", ACTIVITIES, reader, "{\"name\":\"a\"}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body())
        .contains("arn:aws:sts::" + MINE + ":assumed-role/reader/ann");
    String admin = token(Map.of("groups", "admins"));
    assertThat(send("POST", ACTIVITIES, admin, "{\"name\":\"b\"}").status()).isEqualTo(201);
  }

  @Test
  void noRoleIsNoRightAnywhere() {
    String nobody = token(Map.of("groups", List.of("others"), "realm_access", "readers"));
    int refused = 0;
    JsonNode document = get("/api/v1/openapi.json", token(Map.of("groups", "admins"))).tree();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        String name = method.getKey().toUpperCase(Locale.ROOT);
        String target = path.getKey().replaceAll("\\{\\w+}", "m");
        Answer answer = send(name, target, nobody, "");
        assertThat(answer.status()).as("%s %s", name, target).isEqualTo(403);
        assertThat(answer.tree().path("code").asText()).isEqualTo("AccessDeniedException");
        assertThat(send(name, target, nobody + "A", "").status()).isEqualTo(401);
        refused += 2;
      }
    }
    System.out.printf("tokens of a provider: routes refused to those without a role=%d%n",
        refused);
    assertThat(refused).isGreaterThan(60);
    assertThat(get("/metrics", nobody).status()).isEqualTo(401);
  }

  @Test
  void oneOfSeveralAccountsHasToBeNamed() {
    String both = token(Map.of("groups", List.of("both")));
    Answer unnamed = get(ACTIVITIES, both);
    assertThat(unnamed.status()).isEqualTo(400);
    assertThat(unnamed.body()).contains("X-Pawl-Account").doesNotContain(OTHERS);
    assertThat(send("POST", ACTIVITIES, both, "{\"name\":\"mine\"}", "X-Pawl-Account", MINE)
        .status()).isEqualTo(201);
    Answer others = get(ACTIVITIES, both, "X-Pawl-Account", OTHERS);
    assertThat(others.status()).isEqualTo(200);
    assertThat(others.body()).doesNotContain("mine");
    assertThat(send("POST", ACTIVITIES, both, "{\"name\":\"theirs\"}", "X-Pawl-Account", OTHERS)
        .status()).isEqualTo(403);
    assertThat(get(ACTIVITIES, both, "X-Pawl-Account", MINE, "X-Pawl-Account", OTHERS).status())
        .isEqualTo(400);
  }

  @Test
  void anAccountOfOthersIsToldNoDifferentlyFromNone() {
    String admin = token(Map.of("groups", "admins"));
    assertThat(get(ACTIVITIES, admin, "X-Pawl-Account", MINE).status()).isEqualTo(200);
    Answer theirs = get(ACTIVITIES, admin, "X-Pawl-Account", OTHERS);
    Answer none = get(ACTIVITIES, admin, "X-Pawl-Account", "999999999999");
    assertThat(theirs.status()).isEqualTo(403);
    assertThat(none.status()).isEqualTo(403);
    assertThat(theirs.tree().path("detail").asText())
        .isEqualTo(none.tree().path("detail").asText());
  }

  @Test
  void aTokenThatIsNotGoodIsAProblemWithAName() {
    long now = Instant.now().getEpochSecond();
    Answer over = get(ACTIVITIES, token(Map.of("groups", "admins", "exp", now - 5)));
    assertThat(over.status()).isEqualTo(401);
    assertThat(over.tree().path("code").asText()).isEqualTo("ExpiredTokenException");
    Answer other = get(ACTIVITIES, token(Map.of("groups", "admins", "aud", "others")));
    assertThat(other.status()).isEqualTo(401);
    assertThat(other.tree().path("code").asText()).isEqualTo("UnrecognizedClientException");
    assertThat(other.body()).doesNotContain("audience");
  }

  @Test
  void mappingsAreManagedByThoseWhoMay() {
    String admin = token(Map.of("groups", "admins"));
    String reader = token(Map.of("realm_access", Map.of("roles", List.of("readers"))));
    String mapping = "{\"claim\":\"team\",\"value\":\"a&b c\",\"role\":\"reader\"}";
    assertThat(send("PUT", MAPPINGS, reader, mapping).status()).isEqualTo(403);
    assertThat(get(MAPPINGS, reader).status()).isEqualTo(403);
    assertThat(send("PUT", MAPPINGS, admin, mapping).status()).isEqualTo(204);
    assertThat(send("PUT", MAPPINGS, admin, mapping).status()).isEqualTo(204);
    assertThat(send("PUT", MAPPINGS, admin, mapping.replace("reader", "absent")).status())
        .isEqualTo(404);
    assertThat(send("PUT", MAPPINGS, admin, mapping.replace("a&b", "\\u0000")).status())
        .isEqualTo(400);
    assertThat(send("PUT", MAPPINGS, admin, mapping.replace("team", "")).status())
        .isEqualTo(400);
    assertThat(get(MAPPINGS, admin).tree().path("items").valueStream()
        .map(item -> item.path("claim").asText() + "=" + item.path("value").asText() + ":"
            + item.path("role").asText()))
        .contains("team=a&b c:reader").hasSize(4);
    String member = token(Map.of("team", "a&b c"));
    assertThat(get(ACTIVITIES, member).status()).isEqualTo(200);
    String one = MAPPINGS + "?claim=team&value=a%26b%20c&role=reader";
    assertThat(send("DELETE", one, reader, "").status()).isEqualTo(403);
    assertThat(send("DELETE", MAPPINGS + "?claim=team", admin, "").status()).isEqualTo(400);
    assertThat(send("DELETE", one, admin, "").status()).isEqualTo(204);
    assertThat(send("DELETE", one, admin, "").status()).isEqualTo(404);
    Awaitility.await().until(() -> get(ACTIVITIES, member).status() == 403);
    AuditEvents audit = SERVER.database().open().auditEvents();
    Awaitility.await().untilAsserted(() -> assertThat(audit.page(MINE,
        Instant.now().minusSeconds(600), Instant.now().plusSeconds(60), 10_000))
        .extracting(AuditEvents.Recorded::event)
        .anySatisfy(event -> {
          assertThat(event.action()).isEqualTo("iam:UpdateAssumeRolePolicy");
          assertThat(event.principal()).endsWith(":assumed-role/admin/ann");
          assertThat(event.result()).isEqualTo("OK");
        }));
  }
}
