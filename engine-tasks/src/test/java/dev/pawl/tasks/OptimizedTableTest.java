package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.json.Json;
import dev.pawl.core.outcome.StatesError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All optimized integrations that are one call: each with the members that it must have, by the SDK's real client at a server
 * that writes down what it gets. Jobs' ends and stops are in {@link JobsTest}.
 */
final class OptimizedTableTest {
  private static int called;
  private static int refused;

  private HttpServer server;
  private Connectors connectors;
  private int status = 200;
  private String type = "application/json";
  private String answer = "{}";
  private String body = "";
  private String target = "";
  private int requests;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      requests++;
      target = Objects.toString(exchange.getRequestHeaders().getFirst("X-Amz-Target"), "");
      body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("x-amzn-RequestId", "r-1");
      if (status != 200) {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", "OddException");
      }
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
    server.start();
    connectors = new Connectors(Attempts.SETTINGS.withAwsEndpoint(Optional.of(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))));
  }

  @AfterEach
  void stop() {
    connectors.close();
    server.stop(0);
  }

  @AfterAll
  static void tell() {
    System.out.println("optimized table: actions=" + OptimizedAction.all().size() + " called="
        + called + " errors named=" + refused);
  }

  static List<String> actions() {
    return OptimizedAction.all();
  }

  @ParameterizedTest
  @MethodSource("actions")
  void anActionIsCalledAndItsErrorsAreNamed(String name) throws InterruptedException {
    String[] parts = name.split(":", 2);
    OptimizedAction action = OptimizedAction.find(parts[0], parts[1]).orElseThrow();
    String parameters = Json.write(Samples.required(action));
    boolean isQuery = parts[0].equals("sns");
    type = isQuery ? "text/xml" : "application/json";
    answer = isQuery
        ? "<R><PublishResult/><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></R>"
        : "{\"MD5OfMessageBody\": \"9dd4e461268c8034f5c8564e155c67a6\"}";
    Map<?, ?> result = Attempts.result(Attempts.call(connectors, Attempts.service(name),
        parameters));
    assertThat(requests).isEqualTo(1);
    assertThat(Attempts.inner(result, "SdkResponseMetadata").get("RequestId")).isEqualTo("r-1");
    assertThat(Attempts.inner(result, "SdkHttpMetadata").get("HttpStatusCode")).hasToString("200");
    assertThat(target.isEmpty() ? body : target).satisfiesAnyOf(
        sent -> assertThat(sent).endsWithIgnoringCase('.' + action.action()),
        sent -> assertThat(sent).contains("Action=Publish"),
        // Only the URL tells.
        _ -> assertThat(target).isEmpty());
    called++;

    status = 400;
    answer = isQuery
        ? "<ErrorResponse><Error><Type>Sender</Type><Code>OddException</Code><Message>no"
            + "</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
        : "{\"__type\": \"OddException\", \"message\": \"no\", \"Message\": \"no\"}";
    StatesError error = Attempts.error(Attempts.call(connectors, Attempts.service(name),
        parameters));
    assertThat(error.name()).isEqualTo(action.errors().prefix() + '.'
        + action.errors().unmodelled());
    assertThat(error.cause()).isEqualTo("no (Service: " + action.errors().service()
        + "; Status Code: 400; Error Code: OddException; Request ID: r-1; Proxy: null)");

    for (String member : RequiredMembers.of(action.service(), action.action())) {
      Map<String, @Nullable Object> without = new LinkedHashMap<>(Samples.required(action));
      without.remove(action.form().own(member));
      assertThat(Attempts.error(Attempts.call(connectors, Attempts.service(name),
          Json.write(without))).cause())
          .contains("[The field '" + action.form().own(member) + "' is required but was missing]");
    }

    StatesError odd = Attempts.error(Attempts.call(connectors, Attempts.service(name),
        "{\"NoSuchMember\": 1}"));
    assertThat(odd.name()).isEqualTo("States.Runtime");
    assertThat(odd.cause()).contains("NoSuchMember");
    assertThat(requests).isEqualTo(2);

    server.stop(0);
    StatesError away = Attempts.error(Attempts.call(connectors, Attempts.service(name),
        parameters));
    assertThat(away.name()).isEqualTo(action.errors().prefix() + ".SdkClientException");
    assertThat(away.cause()).startsWith("Unable to execute HTTP request: ");
    refused++;
  }
}
