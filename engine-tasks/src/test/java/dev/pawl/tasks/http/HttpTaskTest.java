package dev.pawl.tasks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.connection.InvalidConnectionException;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of HTTP tasks (reference: service-integrations, section 5), against a server on this machine. */
final class HttpTaskTest {
  private static final String KEY = """
      {"ApiKeyAuthParameters": {"ApiKeyName": "x-api-key", "ApiKeyValue": "key-canary"}}""";
  private static final String FORM = "application/x-www-form-urlencoded";

  private HttpServer server;
  private String url = "";

  /** What came in last. */
  private record Seen(String method, String uri, Headers headers, String body) {}

  private Seen seen = new Seen("", "", new Headers(), "");

  /** What is answered. */
  private int status = 200;
  private byte[] answer = "{\"ok\": true}".getBytes(StandardCharsets.UTF_8);
  private String type = "application/json";
  private final AtomicInteger tokens = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> {
      seen = new Seen(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
          exchange.getRequestHeaders(),
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      send(exchange, status, type, answer);
    });
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private Outcome<Payload> call(Connections connections, Map<String, ?> more)
      throws InterruptedException {
    return call(connections, more, Duration.ofSeconds(20));
  }

  private Outcome<Payload> call(Connections connections, Map<String, ?> more, Duration timeout)
      throws InterruptedException {
    Map<String, Object> task = new HashMap<>(
        Map.of("ApiEndpoint", url + "/orders", "Method", "POST",
            "Authentication", Map.of("ConnectionArn", Requests.ARN)));
    task.putAll(more);
    HttpSettings settings = new HttpSettings(Set.of(Origin.parse(url).orElseThrow()),
        Optional.empty());
    try (var http = new GuardedHttp(settings)) {
      return new HttpTaskConnector("us-east-1", http, connections)
          .call(Requests.of(task, timeout));
    }
  }

  private Map<?, ?> ok(Map<String, ?> more) throws InterruptedException {
    return ok(Requests.connection("API_KEY", KEY), more);
  }

  private Map<?, ?> ok(Connections connections, Map<String, ?> more) throws InterruptedException {
    Outcome<Payload> outcome = call(connections, more);
    assertThat(outcome).isInstanceOf(Outcome.Ok.class);
    return (Map<?, ?>) Objects.requireNonNull(((Outcome.Ok<Payload>) outcome).value().tree());
  }

  private StatesError failed(Map<String, ?> more) throws InterruptedException {
    return error(call(Requests.connection("API_KEY", KEY), more));
  }

  private static StatesError error(Outcome<Payload> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed<Payload>) outcome).error();
  }

  @Test
  void aCallHasItsHeadersAndGivesAllOfTheReply() throws InterruptedException {
    Map<?, ?> result = ok(Map.of("RequestBody", Map.of("id", 7), "Headers",
        Map.of("X-One", "1", "X-Two", List.of("a", "b")), "QueryParameters",
        Map.of("q", List.of("x y", "z&"))));

    assertThat(seen.method()).isEqualTo("POST");
    assertThat(seen.uri()).isEqualTo("/orders?q=x%20y&q=z%26");
    assertThat(seen.body()).isEqualTo("{\"id\":7}");
    assertThat(seen.headers().get("User-Agent"))
        .containsExactly("Amazon|StepFunctions|HttpInvoke|us-east-1");
    assertThat(seen.headers().get("Range")).containsExactly("bytes=0-262144");
    assertThat(seen.headers().get("Content-Type"))
        .containsExactly("application/json; charset=UTF-8");
    assertThat(seen.headers().get("X-Api-Key")).containsExactly("key-canary");
    assertThat(seen.headers().get("X-Two")).containsExactly("a", "b");
    assertThat(seen.headers()).doesNotContainKeys("Upgrade", "Accept-Encoding", "Cookie");
    assertThat(result.get("StatusCode")).hasToString("200");
    assertThat(result.get("StatusText")).isEqualTo("OK");
    assertThat(result.get("ResponseBody")).isEqualTo(Map.of("ok", true));
    assertThat((Map<?, ?>) result.get("Headers")).anySatisfy((name, values) -> {
      assertThat((String) name).isEqualToIgnoringCase("Content-Type");
      assertThat(values).isEqualTo(List.of("application/json"));
    });
  }

  @Test
  void aReplyThatIsNoJsonIsText() throws InterruptedException {
    type = "text/plain; charset=ISO-8859-1";
    answer = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(ok(Map.of()).get("ResponseBody")).isEqualTo("caf\u00e9");
  }

  @Test
  void whatTheConnectionSaysWins() throws InterruptedException {
    Connections connections = Requests.connection("BASIC", """
        {"BasicAuthParameters": {"Username": "ann", "Password": "pass-canary"},
         "InvocationHttpParameters": {
           "HeaderParameters": [{"Key": "X-One", "Value": "theirs", "IsValueSecret": true}],
           "QueryStringParameters": [{"Key": "q", "Value": "theirs"}],
           "BodyParameters": [{"Key": "id", "Value": "theirs"}]}}""");

    Map<?, ?> _ = ok(connections, Map.of("Headers", Map.of("x-one", "mine"), "QueryParameters",
        Map.of("q", "mine", "r", 1), "RequestBody", Map.of("id", "mine", "more", true)));

    assertThat(seen.headers().get("X-One")).containsExactly("theirs");
    assertThat(seen.headers().get("Authorization")).containsExactly("Basic " + Base64.getEncoder()
        .encodeToString("ann:pass-canary".getBytes(StandardCharsets.UTF_8)));
    assertThat(seen.uri()).contains("q=theirs", "r=1").doesNotContain("mine");
    assertThat(seen.body()).contains("\"id\":\"theirs\"", "\"more\":true");
    assertThat(error(call(connections, Map.of("RequestBody", "text"))).name())
        .isEqualTo("States.Runtime");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "INDICES | a%5B0%5D=x&a%5B1%5D=y%20z&m%5Bk%5D=v",
      "REPEAT | a=x&a=y%20z&m%5Bk%5D=v",
      "COMMAS | a=x,y%20z&m%5Bk%5D=v",
      "BRACKETS | a%5B%5D=x&a%5B%5D=y%20z&m%5Bk%5D=v"})
  void formsAreWrittenAsAsked(String arrays, String expected) throws InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("a", List.of("x", "y z"));
    body.put("m", Map.of("k", "v"));

    Map<?, ?> _ = ok(Map.of("RequestBody", body, "Headers", Map.of("Content-Type", FORM),
        "Transform", Map.of("RequestBodyEncoding", "URL_ENCODED", "RequestEncodingOptions",
            Map.of("ArrayFormat", arrays))));

    assertThat(seen.body()).isEqualTo(expected);
    assertThat(seen.headers().get("Content-Type")).containsExactly(FORM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "Host", "x-amz-date", "X-Forwarded-For", "TE",
      "Content-Length", "Proxy-Authorization"})
  void forbiddenHeadersAreRefused(String name) throws InterruptedException {
    StatesError error = failed(Map.of("Headers", Map.of(name, "x")));

    assertThat(error.name()).isEqualTo("States.Runtime");
    assertThat(error.cause()).contains(name);
    assertThat(seen.method()).isEmpty();
  }

  @Test
  void parametersThatMakeNoCallAreRefused() throws InterruptedException {
    for (Map<String, ?> odd : List.<Map<String, ?>>of(Map.of("Method", "TRACE"),
        Map.of("Headers", Map.of("X", "a\r\nEvil: 1")), Map.of("Headers", Map.of("a b", "c")),
        Map.of("Headers", Map.of("X", Map.of())), Map.of("Headers", "x"),
        Map.of("QueryParameters", Map.of("q", Map.of())), Map.of("Unknown", 1),
        Map.of("ApiEndpoint", 1), Map.of("Authentication", Map.of()),
        Map.of("Transform", Map.of("RequestBodyEncoding", "URL_ENCODED")),
        Map.of("Transform", Map.of("RequestBodyEncoding", "GZIP")))) {
      assertThat(failed(odd).name()).as(odd.toString()).isEqualTo("States.Runtime");
    }
    assertThat(seen.method()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 404, 429, 500, 503})
  void otherStatusCodesFail(int code) throws InterruptedException {
    status = code;

    StatesError error = failed(Map.of());

    assertThat(error.name()).isEqualTo("States.Http.StatusCode." + code);
    assertThat(error.cause()).isEqualTo("{\"ok\": true}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/octet-stream", "image/png", "video/mp4", "audio/ogg",
      "text/plain; charset=no-such"})
  void repliesThatAreNoTextFail(String binary) throws InterruptedException {
    type = binary;

    assertThat(failed(Map.of()).name()).isEqualTo("States.Runtime");
  }

  @Test
  void aReplyThatIsBrokenTextFails() throws InterruptedException {
    answer = new byte[]{(byte) 0xff, (byte) 0xfe};

    assertThat(failed(Map.of()).name()).isEqualTo("States.Runtime");
  }

  @Test
  void aReplyHasAsManyBytesAsAStateMayHave() throws InterruptedException {
    type = "text/plain";
    answer = "a".repeat(GuardedHttp.MOST_BYTES).getBytes(StandardCharsets.UTF_8);
    assertThat((String) ok(Map.of()).get("ResponseBody")).hasSize(GuardedHttp.MOST_BYTES);

    answer = new byte[10_000_000];
    assertThat(failed(Map.of()).name()).isEqualTo("States.DataLimitExceeded");
  }

  @Test
  void aReplyThatDoesNotComeInTimeFails() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    server.createContext("/slow", exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write('a');
      exchange.getResponseBody().flush();
      try {
        never.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    try {
      assertThat(error(call(Requests.connection("API_KEY", KEY),
          Map.of("ApiEndpoint", url + "/slow"), Duration.ofMillis(300))).name())
          .isEqualTo("States.Http.Socket");
    } finally {
      never.countDown();
    }
  }

  @Test
  void aServerThatIsNotThereFails() throws InterruptedException {
    server.stop(0);

    assertThat(failed(Map.of()).name()).isEqualTo("States.Http.Socket");
  }

  @Test
  void aSecretThatIsSentBackIsHidden() throws InterruptedException {
    type = "text/plain; x=key-canary";
    answer = "{\"you\": \"sent key-canary\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(ok(Map.of()).toString()).contains("sent ****").doesNotContain("canary");

    status = 500;
    assertThat(failed(Map.of()).toString()).doesNotContain("canary");
  }

  @Test
  void tokensAreAskedForOnceAndAgainWhereOneIsRefused() throws InterruptedException {
    AtomicInteger refused = new AtomicInteger();
    server.createContext("/token", exchange -> {
      seen = new Seen(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
          exchange.getRequestHeaders(),
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      send(exchange, 200, "application/json", ("{\"access_token\": \"token-canary-"
          + tokens.incrementAndGet() + "\", \"expires_in\": 3600}")
          .getBytes(StandardCharsets.UTF_8));
    });
    server.createContext("/guarded", exchange -> {
      String who = Objects.toString(exchange.getRequestHeaders().getFirst("Authorization"), "");
      boolean good = who.equals("Bearer token-canary-2");
      refused.addAndGet(good ? 0 : 1);
      send(exchange, good ? 200 : 401, "text/plain", who.getBytes(StandardCharsets.UTF_8));
    });
    Connections connections = Requests.connection("OAUTH_CLIENT_CREDENTIALS", """
        {"OAuthParameters": {"AuthorizationEndpoint": "%s/token", "HttpMethod": "POST",
          "ClientParameters": {"ClientID": "id", "ClientSecret": "client-canary"},
          "OAuthHttpParameters": {"BodyParameters": [{"Key": "scope", "Value": "a b"}]}}}"""
        .formatted(url));

    Map<?, ?> result = ok(connections, Map.of("ApiEndpoint", url + "/guarded", "Method", "GET"));

    assertThat(result.get("ResponseBody")).isEqualTo("Bearer ****");
    assertThat(seen.body()).isEqualTo("grant_type=client_credentials&client_id=id"
        + "&client_secret=client-canary&scope=a%20b");
    assertThat(tokens).hasValue(2);
    assertThat(refused).hasValue(1);
  }

  @Test
  void aConnectionThatIsNotThereOrNotReadyHasItsName() throws InterruptedException {
    assertThat(error(call(Connections.NONE, Map.of())).name())
        .isEqualTo("Events.ConnectionResource.ResourceNotFound");
    status = 401;
    Connections broken = Requests.connection("OAUTH_CLIENT_CREDENTIALS", """
        {"OAuthParameters": {"AuthorizationEndpoint": "%s/", "HttpMethod": "GET",
          "ClientParameters": {"ClientID": "id", "ClientSecret": "client-canary"}}}"""
        .formatted(url));
    StatesError error = error(call(broken, Map.of()));
    assertThat(error.name()).isEqualTo("Events.ConnectionResource.InvalidConnectionState");
    assertThat(error.cause()).contains("401").doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"BASIC | {}", "BASIC | {\"BasicAuthParameters\": {}}",
      "NONE | {}",
      "API_KEY | {\"ApiKeyAuthParameters\": {\"ApiKeyName\": \"a b\", \"ApiKeyValue\": \"c\"}}",
      "API_KEY | {\"ApiKeyAuthParameters\": {\"ApiKeyName\": \"a\", \"ApiKeyValue\": \"c\\nd\"}}",
      "API_KEY | {\"ApiKeyAuthParameters\": {\"ApiKeyName\": \"Host\", \"ApiKeyValue\": \"c\"}}",
      "OAUTH_CLIENT_CREDENTIALS | {\"OAuthParameters\": {\"AuthorizationEndpoint\": \"https://a\"}}"})
  void connectionsOfNoUseAreRefused(String authorization, String parameters) {
    assertThatThrownBy(() -> Requests.connection(authorization, parameters))
        .isInstanceOf(InvalidConnectionException.class);
  }
}
