package dev.pawl.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.api.RestClient.Answer;
import dev.pawl.api.execution.HandOffStarter;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.execution.LogEvents;
import dev.pawl.db.execution.LoggedEvent;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.Worker;
import dev.pawl.worker.WorkerSettings;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The REST API of a node without a worker, beside one that works. Every exchange is held against the document. */
final class RestApiTest {
  private static final String PASS = """
      {"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""";
  private static final String WAIT = """
      {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}""";
  private static final String FAIL = """
      {"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"C"}}}""";
  private static final AtomicReference<@Nullable Worker> WORKER = new AtomicReference<>();
  private static final ApiServer SERVER = ApiServer.starting((database, _) -> {
    WORKER.set(
        new Worker(
            database,
            WorkerSettings.standard(ApiServer.REGION, ApiServer.ACCOUNT, "test").alone(),
            ApiServer.TOKENS, _ -> new NoCalls(), (_, _, _) -> {}));
    return new HandOffStarter(database, ApiServer.SETTINGS, () -> {});
  });

  private final RestClient rest = new RestClient(SERVER.address());

  private static final class NoCalls implements Connector {
    @Override
    public RecoveryClass recovery(Resource resource) {
      return RecoveryClass.RESEND;
    }

    @Override
    public Outcome<Payload> call(TaskRequest request) {
      return Outcome.ok(Payload.EMPTY_OBJECT);
    }
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(WORKER.get()).close();
    SERVER.close();
  }

  @Test
  void theDocumentIsValidOpenApi31() {
    SwaggerParseResult read = new OpenAPIV3Parser().readContents(rest.document().toString());

    assertThat(read.getMessages()).isEmpty();
    assertThat(read.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
    assertThat(read.getOpenAPI().getPaths()).hasSizeGreaterThan(20);
  }

  @Test
  void aStateMachineIsCreatedShownUpdatedListedAndDeleted() {
    Answer created = create("life", PASS);
    assertThat(created.header("Location")).isEqualTo("/api/v1/state-machines/life");

    Answer shown = rest.get("/api/v1/state-machines/life");
    assertThat(shown.body().at("/definition/StartAt").asText()).isEqualTo("A");
    assertThat(shown.header("ETag")).isEqualTo("\"INITIAL\"");

    String update = "{\"definition\":" + WAIT + "}";
    Answer updated = rest.call("PUT", "/api/v1/state-machines/life", update, "If-Match",
        shown.header("ETag"));
    assertThat(updated.status()).isEqualTo(200);
    Answer late = rest.call("PUT", "/api/v1/state-machines/life", update, "If-Match",
        shown.header("ETag"));
    assertThat(late.status()).isEqualTo(412);
    assertThat(rest.get("/api/v1/state-machines/life").header("ETag"))
        .isEqualTo(updated.header("ETag"));

    Answer metadata = rest.get("/api/v1/state-machines/life?data=false");
    assertThat(metadata.body().has("definition")).isFalse();
    assertThat(rest.get("/api/v1/state-machines").body().toString()).contains("machines/life");
    assertThat(rest.call("DELETE", "/api/v1/state-machines/life", null).status()).isEqualTo(204);
  }

  @Test
  void versionsAliasesAndTagsAreResourcesOfTheirMachine() {
    create("routed", PASS);
    String machine = "/api/v1/state-machines/routed";
    Answer version = rest.post(machine + "/versions", "{\"description\":\"first\"}");
    assertThat(version.header("Location")).isEqualTo(machine + "/versions/1");
    assertThat(rest.get(machine + "/versions/1").body().get("description").asText())
        .isEqualTo("first");
    Answer alias = rest.post(machine + "/aliases",
        "{\"name\":\"prod\",\"routes\":[{\"version\":1,\"weight\":100}]}");
    assertThat(alias.header("Location")).isEqualTo(machine + "/aliases/prod");
    assertThat(rest.get(machine + "/aliases/prod").body().at("/routes/0/version").asInt())
        .isEqualTo(1);
    assertThat(rest.call("PUT", machine + "/aliases/prod", "{\"description\":\"d\"}").status())
        .isEqualTo(200);
    assertThat(rest.get(machine + "/aliases").body().get("items")).hasSize(1);
    assertThat(rest.get(machine + "/versions").body().get("items")).hasSize(1);

    assertThat(rest.post(machine + "/executions?alias=prod&wait=20s", "{}").status())
        .isEqualTo(200);
    assertThat(rest.get(machine + "/executions?alias=prod").body().get("items")).hasSize(1);

    assertThat(rest.post(machine + "/tags", "{\"tags\":{\"team\":\"a/b\",\"x\":\"1\"}}").status())
        .isEqualTo(204);
    assertThat(rest.call("DELETE", machine + "/tags?key=x&key=y", null).status()).isEqualTo(204);
    assertThat(rest.get(machine + "/tags").body().toString())
        .isEqualTo("{\"tags\":{\"team\":\"a/b\"}}");
    assertThat(rest.call("DELETE", machine + "/aliases/prod", null).status()).isEqualTo(204);
    assertThat(rest.call("DELETE", machine + "/versions/1", null).status()).isEqualTo(204);
  }

  @Test
  void anExecutionEndsWithinTheTimeToWaitAndNumbersKeepTheirDigits() {
    create("digits", PASS);
    String input = "{\"n\": 1.10, \"big\": 12345678901234567890.123, \"s\": \"a,}\\\"\"}";

    Answer ended = rest.post("/api/v1/state-machines/digits/executions?wait=20s",
        "{\"name\":\"one\",\"input\":" + input + "}");

    assertThat(ended.status()).isEqualTo(200);
    assertThat(ended.http().body()).contains("\"output\":" + input);
    assertThat(ended.body().get("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(ended.header("Location")).isEqualTo("/api/v1/executions/digits/one");
    Answer history = rest.get("/api/v1/executions/digits/one/history?limit=2");
    assertThat(history.body().get("items")).hasSize(2);
    String cursor = history.body().get("nextCursor").asText();
    assertThat(rest.get("/api/v1/executions/digits/one/history?limit=9&cursor=" + cursor).body()
        .get("items")).hasSize(2);
    assertThat(rest.get("/api/v1/executions/digits/one/history?reverse=true&cursor=" + cursor)
        .body().get("code").asText()).isEqualTo("InvalidToken");
    assertThat(rest.get("/api/v1/executions/digits/one/state-machine").status()).isEqualTo(200);
    assertThat(rest.get("/api/v1/executions/digits/one/map-runs").body().get("items")).isEmpty();
  }

  @Test
  void aLargeInputGoesThrough() {
    create("large", PASS);

    Answer ended = rest.post("/api/v1/state-machines/large/executions?wait=20s",
        "{\"input\":\"" + "x".repeat(250_000) + "\"}");

    assertThat(ended.body().get("output").asText()).hasSize(250_000);
  }

  @Test
  void aKeyAnswersItsExecutionWhateverTheInput() {
    create("keyed", WAIT);
    String path = "/api/v1/state-machines/keyed/executions";

    Answer first = rest.post(path, "{\"key\":\"order-7\",\"input\":{\"n\":1}}");
    Answer second = rest.post(path, "{\"key\":\"order-7\",\"input\":{\"n\":2}}");
    Answer waiting = rest.post(path + "?wait=200ms", "{\"key\":\"order-7\"}");

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.body().get("attached").asBoolean()).isFalse();
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body().get("attached").asBoolean()).isTrue();
    assertThat(second.body().at("/input/n").asInt()).isEqualTo(1);
    assertThat(waiting.status()).isEqualTo(202);
    assertThat(rest.post(path, "{\"name\":\"order-7\",\"input\":{\"n\":3}}").body().get("code")
        .asText()).isEqualTo("ExecutionAlreadyExists");

    Answer stopped = rest.post("/api/v1/executions/keyed/order-7/stop", "{\"error\":\"E\"}");
    assertThat(stopped.status()).isEqualTo(200);
    assertThat(rest.post(path, "{\"key\":\"order-7\"}").body().get("status").asText())
        .isEqualTo("ABORTED");
    assertThat(rest.post("/api/v1/executions/keyed/order-7/redrive", "{}").status())
        .isEqualTo(200);
    assertThat(rest.get(path + "?status=RUNNING&redrive=REDRIVEN").body().get("items"))
        .hasSize(1);
  }

  @Test
  void anExpressStartIsAcceptedAndHasNoKey() {
    rest.post("/api/v1/state-machines",
        "{\"name\":\"quick\",\"type\":\"EXPRESS\",\"roleArn\":\"" + ApiTest.ROLE
            + "\",\"definition\":" + PASS + "}");
    String path = "/api/v1/state-machines/quick/executions";

    Answer accepted = rest.post(path, "{\"input\":{\"n\":1}}");

    assertThat(accepted.status()).as(accepted.http().body()).isEqualTo(202);
    assertThat(accepted.body().get("executionArn").asText()).contains(":express:quick:");
    assertThat(rest.post(path, "{\"key\":\"k\"}").status()).isEqualTo(400);
  }

  @Test
  void eventsComeInOrderResumeAndEnd() {
    create("followed", FAIL);
    rest.post("/api/v1/state-machines/followed/executions?wait=20s", "{\"name\":\"f\"}");
    String path = "/api/v1/executions/followed/f/events";

    String all = rest.send(rest.request("GET", path, null)).body();
    String rest1 = rest
        .send(rest.request("GET", path, null).header("Last-Event-ID", "2")).body();

    assertThat(lines(all, "id: ")).containsExactly("1", "2", "3", "end");
    assertThat(lines(all, "event: ")).containsExactly("ExecutionStarted", "FailStateEntered",
        "ExecutionFailed", "end");
    assertThat(lines(rest1, "id: ")).containsExactly("3", "end");
    assertThat(rest.send(rest.request("GET", path, null).header("Last-Event-ID", "end"))
        .statusCode()).isEqualTo(204);
  }

  @Test
  void aStreamThatIsOpenTellsTheEndWhenItComes() {
    create("open", WAIT);
    rest.post("/api/v1/state-machines/open/executions", "{\"name\":\"o\"}");

    CompletableFuture<String> stream = CompletableFuture.supplyAsync(
        () -> rest.send(rest.request("GET", "/api/v1/executions/open/o/events", null)).body());
    rest.post("/api/v1/executions/open/o/stop", "{}");

    await().until(stream::isDone);
    assertThat(lines(stream.join(), "event: ")).endsWith("ExecutionAborted", "end");
  }

  @Test
  void activitiesAndTasksAreServed() {
    assertThat(rest.post("/api/v1/activities", "{\"name\":\"work\",\"tags\":{\"a\":\"b\"}}")
        .header("Location")).isEqualTo("/api/v1/activities/work");
    JsonNode activity = rest.get("/api/v1/activities/work").body();
    create("worked", "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":"
        + activity.get("activityArn") + ",\"End\":true}}}");
    for (String outcome : List.of("success", "failure")) {
      rest.post("/api/v1/state-machines/worked/executions",
          "{\"name\":\"" + outcome + "\",\"input\":{\"n\":1.0}}");
      Answer task = rest.post("/api/v1/activities/work/tasks", "{\"workerName\":\"w\"}");
      assertThat(task.http().body()).contains("\"input\":{\"n\":1.0}");
      String token = "{\"taskToken\":" + task.body().get("taskToken");
      assertThat(rest.post("/api/v1/tasks/heartbeat", token + "}").status()).isEqualTo(204);
      assertThat(rest.post("/api/v1/tasks/" + outcome,
          token + (outcome.equals("success") ? ",\"output\":{\"n\":2.50}}" : ",\"error\":\"E\"}"))
          .status()).isEqualTo(204);
    }
    Answer done = rest.post("/api/v1/state-machines/worked/executions?wait=20s",
        "{\"key\":\"success\"}");
    assertThat(done.http().body()).contains("\"output\":{\"n\":2.50}");
    assertThat(rest.get("/api/v1/activities").body().get("items")).hasSize(1);
    assertThat(rest.get("/api/v1/activities/work/tags").body().at("/tags/a").asText())
        .isEqualTo("b");
    assertThat(rest.call("DELETE", "/api/v1/activities/work", null).status()).isEqualTo(204);
    assertThat(rest.get("/api/v1/activities/work").status()).isEqualTo(404);
  }

  @Test
  void mapRunsAreShownChangedAndFollowedToTheirChildren() {
    create("mapped", """
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"Label":"L",
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
            "StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}}}}""");
    rest.post("/api/v1/state-machines/mapped/executions", "{\"name\":\"m\",\"input\":[1,2,3]}");
    String list = "/api/v1/executions/mapped/m/map-runs";
    await().until(() -> rest.get(list).body().get("items").size() == 1);

    String run = rest.get(list).body().at("/items/0/self").asText();

    assertThat(run).startsWith("/api/v1/map-runs/mapped/L/");
    assertThat(rest.call("PATCH", run, "{\"maxConcurrency\":2,\"toleratedFailureCount\":1}")
        .status()).isEqualTo(204);
    JsonNode shown = rest.get(run).body();
    assertThat(shown.get("maxConcurrency").asInt()).isEqualTo(2);
    assertThat(shown.get("toleratedFailureCount").asInt()).isEqualTo(1);
    await().until(() -> rest.get(run + "/executions").body().get("items").size() == 3);
    assertThat(rest.get(run + "/executions?status=SUCCEEDED").body().get("items")).isEmpty();
    Answer page = rest.get(run + "/executions?limit=2");
    assertThat(page.body().get("items")).hasSize(2);
    assertThat(rest.get(run + "/executions?limit=2&cursor=" + page.body().get("nextCursor")
        .asText()).body().get("items")).hasSize(1);
    assertThat(rest.call("PATCH", run, "{\"maxConcurrency\":-1}").status()).isEqualTo(400);

    rest.post("/api/v1/executions/mapped/m/stop", "{}");
    await().until(() -> rest.get(run).body().get("status").asText().equals("ABORTED"));
  }

  @Test
  void whatAnExecutionHasLoggedIsReadInPages() {
    String arn = "arn:aws:states:" + ApiServer.REGION + ":" + ApiServer.ACCOUNT
        + ":express:quick:n:" + UUID.randomUUID();
    Instant at = Instant.now();
    SERVER.database().open().logEvents().write(IntStream.rangeClosed(1, 3)
        .mapToObj(id -> new LogEvents.Entry(
            new LoggedEvent(arn, at, id, "PassStateEntered", "{\"id\":\"" + id + "\"}"),
            UUID.randomUUID(), 1))
        .toList());
    String path = "/api/v1/logs?limit=2&execution=" + arn;

    Answer page = rest.get(path);

    assertThat(page.body().get("items")).hasSize(2);
    assertThat(rest.get(path + "&cursor=" + page.body().get("nextCursor").asText()).body()
        .at("/items/0/id").asText()).isEqualTo("3");
    assertThat(rest.get("/api/v1/logs").status()).isEqualTo(400);
    assertThat(rest.get("/api/v1/logs?execution=" + arn.replace(ApiServer.ACCOUNT, "999999999999"))
        .status()).isEqualTo(404);
    assertThat(rest.get(path + "&cursor=abc").body().get("code").asText())
        .isEqualTo("InvalidToken");
  }

  @Test
  void theHeadOfADocumentIsItsAnswerWithoutTheBody() {
    create("head", PASS);

    HttpResponse<String> head = rest
        .send(rest.request("HEAD", "/api/v1/state-machines/head", null));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("ETag")).contains("\"INITIAL\"");
    assertThat(head.body()).isEmpty();
    assertThat(rest.send(rest.request("HEAD", "/api/v1/state-machines/other", null))
        .statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      TRACE | /api/v1/state-machines | 405
      GET   | /somewhere             | 404
      PUT   | /                      | 405
      """)
  void whatNobodyTakesIsToldAsAProblem(String method, String path, int status) {
    HttpResponse<String> answer = rest.send(rest.request(method, path, null));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void aDefinitionIsValidated() {
    Answer bad = rest.post("/api/v1/definitions/validate", "{\"definition\":{\"StartAt\":\"A\"}}");

    assertThat(bad.body().get("result").asText()).isEqualTo("FAIL");
    assertThat(bad.body().get("diagnostics")).isNotEmpty();
  }

  private Answer create(String name, String definition) {
    Answer answer = rest.post("/api/v1/state-machines",
        "{\"name\":\"" + name + "\",\"definition\":" + definition + "}");
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(201);
    return answer;
  }

  private static List<String> lines(String text, String prefix) {
    List<String> found = new ArrayList<>();
    text.lines().filter(line -> line.startsWith(prefix))
        .forEach(line -> found.add(line.substring(prefix.length())));
    return found;
  }
}
