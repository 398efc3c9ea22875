package dev.pawl.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.api.RestClient.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every bad request of the REST API gets a problem that helps, with the right status, and writes nothing. */
final class RestBadInputTest {
  private static final ApiServer SERVER = ApiServer.handingOff();
  private static final RestClient REST = new RestClient(SERVER.address());
  private static final String DEFINITION = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}";

  static {
    REST.post("/api/v1/state-machines", "{\"name\":\"m\",\"definition\":" + DEFINITION + "}");
    REST.post("/api/v1/state-machines/m/executions", "{\"name\":\"e\",\"input\":{}}");
  }

  private final long rows = SERVER.rows();

  @AfterAll
  static void close() {
    REST.close();
    SERVER.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
      GET    | /api/v1/nothing                           | -  | 404 | UnknownOperationException | nothing
      GET    | /api/v1                                   | -  | 404 | UnknownOperationException | nothing
      PATCH  | /api/v1/state-machines                    | {} | 405 | UnknownOperationException | GET, POST
      BREW   | /api/v1/activities                        | -  | 405 | UnknownOperationException | GET, POST
      GET    | /api/v1/state-machines/none               | -  | 404 | StateMachineDoesNotExist  | none
      GET    | /api/v1/executions/m/none                 | -  | 404 | ExecutionDoesNotExist     | none
      GET    | /api/v1/executions/m/none/events          | -  | 404 | ExecutionDoesNotExist     | none
      GET    | /api/v1/activities/none                   | -  | 404 | ActivityDoesNotExist      | none
      GET    | /api/v1/state-machines/m/versions/x       | -  | 400 | ValidationException       | number
      GET    | /api/v1/map-runs/m/Map/none               | -  | 404 | ResourceNotFound          | mapRun
      GET    | /api/v1/state-machines?limit=x            | -  | 400 | ValidationException       | limit
      GET    | /api/v1/state-machines?limit=1001         | -  | 400 | ValidationException       | 1000
      GET    | /api/v1/state-machines?colour=x           | -  | 400 | ValidationException       | colour
      GET    | /api/v1/state-machines?limit=1&limit=2    | -  | 400 | ValidationException       | several
      GET    | /api/v1/state-machines?cursor=AAAA        | -  | 400 | InvalidToken              | Invalid Token
      GET    | /api/v1/state-machines/m?data=maybe       | -  | 400 | ValidationException       | true or false
      GET    | /api/v1/state-machines/m/executions?status=GOOD | - | 400 | ValidationException  | enum
      GET    | /api/v1/state-machines/m/executions?version=1&alias=a | - | 400 | ValidationException | Only one
      POST   | /api/v1/state-machines/m/executions?wait=1h  | {} | 400 | ValidationException    | wait
      POST   | /api/v1/state-machines/m/executions?wait=6m  | {} | 400 | ValidationException    | 5m
      POST   | /api/v1/state-machines/m/executions       | {"name":"e","input":{"n":1}} | 409 | ExecutionAlreadyExists | e
      POST   | /api/v1/state-machines/m/executions       | {"name":"a","key":"b"} | 400 | ValidationException | Only one
      POST   | /api/v1/state-machines/m/executions       | {"name":"a/b"} | 400 | InvalidName   | a/b
      POST   | /api/v1/state-machines/m/executions       | {"key":"a/b"} | 400 | InvalidName    | a/b
      POST   | /api/v1/state-machines/m/executions       | {"inputs":{}} | 400 | ValidationException | inputs
      POST   | /api/v1/state-machines/m/executions       | {"input":  | 400 | SerializationException | line 1, column
      POST   | /api/v1/state-machines/m/executions       | [1]  | 400 | ValidationException     | JSON object
      POST   | /api/v1/state-machines                    | {"name":"x"} | 400 | ValidationException | definition
      POST   | /api/v1/state-machines                    | {"name":7,"definition":{}} | 400 | ValidationException | string
      POST   | /api/v1/state-machines                    | {"name":"x","definition":{}} | 400 | InvalidDefinition | StartAt
      POST   | /api/v1/state-machines                    | {"name":"x","definition":{},"loggingConfiguration":{"lvl":1}} | 400 | ValidationException | loggingConfiguration.lvl
      POST   | /api/v1/state-machines/m/aliases          | {"name":"a","routes":[{"version":1}]} | 400 | ValidationException | weight
      POST   | /api/v1/activities                        | {"name":"a","tags":{"k":1}} | 400 | ValidationException | tags.k
      POST   | /api/v1/tasks/success                     | {"taskToken":"wrong","output":1} | 400 | InvalidToken | Invalid Token
      PUT    | /api/v1/state-machines/m                  | {}  | 400 | MissingRequiredParameter | definition
      GET    | /api/v1/state-machines/%ff%zz             | -   | 400 | ValidationException      | server
      """)
  void isRefused(String method, String path, @Nullable String body,
      int status, String code, String detail) throws IOException {
    if (path.contains("%zz")) {
      assertProblem(raw("GET " + path + " HTTP/1.1"), status);
      return;
    }

    Answer answer = REST.call(method, path, body);

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
    assertThat(answer.body().get("code").asText()).isEqualTo(code);
    assertThat(answer.body().get("detail").asText()).contains(detail);
    assertThat(SERVER.rows()).isEqualTo(rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /api/v1/state machines HTTP/1.1", "GET /api/v1/a%2Fb HTTP/1.1",
      "GET /api/v1/{x} HTTP/1.1"})
  void whatTheWebServerRefusesIsAProblemToo(String line) throws IOException {
    String answer = raw(line);

    assertThat(answer).doesNotContain("<html", "Exception\n");
    assertThat(answer).contains("application/problem+json");
  }

  @Test
  void anotherContentTypeOrAcceptIsRefused() {
    HttpResponse<String> form = REST.send(
        HttpRequest.newBuilder(SERVER.address().resolve("/api/v1/activities"))
            .header("Content-Type", "multipart/form-data")
            .POST(HttpRequest.BodyPublishers.ofString("name=a")));
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(REST.call("GET", "/api/v1/activities", null, "Accept", "text/html").status())
        .isEqualTo(406);
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    assertThat(REST.post("/api/v1/activities", " ".repeat(1_048_577)).status()).isEqualTo(413);
  }

  @Test
  void anInputOverTheLimitIsRefusedByItsBytes() {
    Answer answer = REST.post("/api/v1/state-machines/m/executions",
        "{\"input\":\"" + "ü".repeat(131_072) + "\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().get("detail").asText()).contains("262144");
  }

  @Test
  void aCursorOfAnotherListIsRefused() {
    REST.post("/api/v1/state-machines", "{\"name\":\"n\",\"definition\":" + DEFINITION + "}");
    String cursor = REST.get("/api/v1/state-machines?limit=1").body().get("nextCursor").asText();

    assertThat(REST.get("/api/v1/state-machines?cursor=" + cursor).body().get("items"))
        .isNotEmpty();
    assertThat(REST.get("/api/v1/activities?cursor=" + cursor).body().get("code").asText())
        .isEqualTo("InvalidToken");
  }

  private static void assertProblem(String answer, int status) {
    assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/problem+json");
  }

  private static String raw(String line) throws IOException {
    try (Socket socket = new Socket(SERVER.address().getHost(), SERVER.address().getPort())) {
      socket.getOutputStream().write(
          (line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
