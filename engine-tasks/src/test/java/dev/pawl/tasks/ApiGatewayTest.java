package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.json.Json;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.tasks.http.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code apigateway:invoke} at a server that writes down what it gets. */
final class ApiGatewayTest {
  private HttpServer server;
  private Connectors connectors;
  private String url = "";
  private int status = 200;
  private String type = "application/json";
  private String answer = "{}";

  private String called = "";
  private String body = "";
  private Map<String, List<String>> headers = Map.of();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      called = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      headers = Map.copyOf(exchange.getRequestHeaders());
      body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    connectors = new Connectors(Attempts.SETTINGS.withHttp(
        HttpSettings.fromEnvironment(Map.of(HttpSettings.ALLOW, url)))
        .withAwsEndpoint(Optional.of(URI.create(url))));
  }

  @AfterEach
  void stop() {
    connectors.close();
    server.stop(0);
  }

  private Map<?, ?> ok(Map<String, ?> parameters) throws InterruptedException {
    return Attempts.result(Attempts.call(connectors, Attempts.service("apigateway:invoke"),
        Json.write(parameters)));
  }

  private StatesError error(Map<String, ?> parameters) throws InterruptedException {
    return Attempts.error(Attempts.call(connectors, Attempts.service("apigateway:invoke"),
        Json.write(parameters)));
  }

  @Test
  void aCallHasItsStagePathQueryHeadersAndBody() throws InterruptedException {
    answer = "{\"done\": true}";
    Map<?, ?> result = ok(Map.of("ApiEndpoint", url, "Method", "POST", "Stage", "prod", "Path",
        "orders/7", "Headers", Map.of("X-Two", List.of("a", "b")), "QueryParameters",
        Map.of("q", List.of("x y", 2)), "RequestBody", Map.of("id", 7)));

    assertThat(called).isEqualTo("POST /prod/orders/7?q=x%20y&q=2");
    assertThat(headers.get("X-two")).containsExactly("a", "b");
    assertThat(headers.get("Content-type")).containsExactly("application/json");
    assertThat(headers).doesNotContainKey("Authorization");
    assertThat(body).isEqualTo("{\"id\":7}");
    assertThat(result.get("ResponseBody")).isEqualTo(Map.of("done", true));
    assertThat(result.get("StatusCode")).hasToString("200");
    assertThat(result.get("StatusText")).isEqualTo("OK");
    assertThat(Attempts.inner(result, "Headers").get("Content-type"))
        .isEqualTo(List.of("application/json"));
  }

  /** As recorded: a text is sent as JSON, with its quotes. */
  @Test
  void aTextIsSentAsJson() throws InterruptedException {
    answer = "\"HelloWorld\"";
    Map<?, ?> result = ok(Map.of("ApiEndpoint", url, "Method", "POST", "RequestBody",
        "HelloWorld"));

    assertThat(body).isEqualTo("\"HelloWorld\"");
    assertThat(result.get("ResponseBody")).isEqualTo("HelloWorld");
  }

  @Test
  void nullsAreLeftOutUnlessTheyAreWanted() throws InterruptedException {
    String task = "{\"ApiEndpoint\": \"" + url + "\", \"Method\": \"PUT\", %s"
        + "\"RequestBody\": {\"a\": null, \"b\": {\"c\": null, \"d\": [null, 1]}}}";
    Attempts.result(Attempts.call(connectors, Attempts.service("apigateway:invoke"),
        task.formatted("")));
    assertThat(body).isEqualTo("{\"b\":{\"d\":[null,1]}}");

    Attempts.result(Attempts.call(connectors, Attempts.service("apigateway:invoke"),
        task.formatted("\"AllowNullValues\": true, ")));
    assertThat(body).isEqualTo("{\"a\":null,\"b\":{\"c\":null,\"d\":[null,1]}}");
  }

  @Test
  void aCallIsSignedWhereItsRoleIsAskedFor() throws InterruptedException {
    for (String kind : List.of("IAM_ROLE", "RESOURCE_POLICY")) {
      ok(Map.of("ApiEndpoint", url, "Method", "GET", "AuthType", kind, "Headers",
          Map.of("X-One", List.of("1"))));
      assertThat(String.valueOf(headers.get("Authorization")))
          .startsWith("[AWS4-HMAC-SHA256 Credential=")
          .contains("/us-east-1/execute-api/aws4_request", "SignedHeaders=", "x-one");
    }
    assertThat(error(Map.of("ApiEndpoint", url, "Method", "GET", "AuthType", "ROLE")).cause())
        .contains("'AuthType' is not one of NO_AUTH, IAM_ROLE and RESOURCE_POLICY");
  }

  @Test
  void aRefusalHasItsStatusAsNameAndItsBodyAsCause() throws InterruptedException {
    status = 403;
    answer = "{\"message\":\"Forbidden\"}";
    StatesError error = error(Map.of("ApiEndpoint", url, "Method", "GET"));
    assertThat(error.name()).isEqualTo("ApiGateway.403");
    assertThat(error.cause()).isEqualTo("{\"message\":\"Forbidden\"}");
  }

  @Test
  void anAnswerThatIsTooLongOrNoTextIsRefused() throws InterruptedException {
    answer = "x".repeat(262_145);
    assertThat(error(Map.of("ApiEndpoint", url, "Method", "GET")).name())
        .isEqualTo(StatesError.DATA_LIMIT_EXCEEDED);
    answer = "x";
    type = "image/png";
    assertThat(error(Map.of("ApiEndpoint", url, "Method", "GET")).name())
        .isEqualTo("States.Runtime");
  }

  @Test
  void nobodyThere() throws InterruptedException {
    server.stop(0);
    StatesError error = error(Map.of("ApiEndpoint", url, "Method", "GET"));
    assertThat(error.name()).isEqualTo("ApiGateway.SdkClientException");
    assertThat(error.cause()).startsWith("Unable to execute HTTP request: ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      {"Method": "GET"}                                        | 'ApiEndpoint' is required but was missing
      {"ApiEndpoint": "URL"}                                   | 'Method' is required but was missing
      {"ApiEndpoint": "URL", "Method": "get"}                  | 'Method' is not one of
      {"ApiEndpoint": "h/x?y", "Method": "GET"}                | 'ApiEndpoint' has an invalid format
      {"ApiEndpoint": "URL", "Method": "GET", "Headers": {"X-One": "1"}} | [The value of the field 'Headers' has an invalid format]
      {"ApiEndpoint": "URL", "Method": "GET", "Headers": {"Host": ["x"]}} | The header 'Host' is not allowed
      {"ApiEndpoint": "URL", "Method": "GET", "Headers": {"X-Amz-Date": ["x"]}} | The header 'X-Amz-Date' is not allowed
      {"ApiEndpoint": "URL", "Method": "GET", "QueryParameters": {"q": "1"}} | 'QueryParameters' has an invalid format
      {"ApiEndpoint": "URL", "Method": "GET", "RequestBody": {}} | 'RequestBody' is not supported with the method GET
      {"ApiEndpoint": "URL", "Method": "GET", "Pth": "x"}      | The field 'Pth' is not supported""")
  void aCallThatIsNoneIsNotMade(String parameters, String why) throws InterruptedException {
    StatesError error = Attempts.error(Attempts.call(connectors,
        Attempts.service("apigateway:invoke"), parameters.replace("URL", url)));
    assertThat(error.name()).isEqualTo("States.Runtime");
    assertThat(error.cause()).contains(why);
    assertThat(called).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:9", "169.254.169.254", "http://localhost:9", "[::1]:9", "0x7f000001"})
  void anAddressOfTheInsideIsRefused(String endpoint) throws InterruptedException {
    StatesError error = error(Map.of("ApiEndpoint", endpoint, "Method", "GET"));
    assertThat(Objects.requireNonNull(error.name())).isEqualTo(StatesError.PERMISSIONS);
  }
}
