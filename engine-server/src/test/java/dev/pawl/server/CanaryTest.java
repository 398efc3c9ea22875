package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.json.Json;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.vault.MasterKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;

/** Secrets are used wherever they can be, and then looked for wherever they must not be. */
final class CanaryTest {
  private static final String PASSWORD = "canary-database-password";

  @TempDir
  private Path folder = Path.of("target");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, String> places = new LinkedHashMap<>();

  @Test
  void noSecretIsFoundWhereItMustNotBe()
      throws IOException, InterruptedException, SQLException {
    String master = MasterKey.generate();
    HttpServer service = echo();
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("do $$ begin create role canary superuser login password '" + PASSWORD
          + "'; exception when duplicate_object then null; end $$");
      try (PawlProcess pawl = PawlProcess.server(folder.resolve("pawl.log"),
          Map.of("PAWL_DB_URL", database.settings().url(), "PAWL_DB_USER", "canary",
              "PAWL_DB_PASSWORD", PASSWORD, "PAWL_AUTH", "required", "PAWL_MASTER_KEY", master,
              "PAWL_ACCESS_KEY_ID", Commands.KEY, "PAWL_SECRET_ACCESS_KEY", Commands.SECRET,
              "LOGGING_LEVEL_PAWL_REQUESTS", "DEBUG", "PAWL_HTTP_ALLOW", url(service)))) {
        secrets.put("master key", master);
        secrets.put("database password", PASSWORD);
        secrets.put("preset secret key", Commands.SECRET);
        String shown = Files.readString(pawl.log());
        Matcher token = Pattern.compile("PAWL_TOKEN=(\\S+)").matcher(shown);
        assertThat(token.find()).isTrue();
        secrets.put("first token", token.group(1));

        administrate(pawl, token.group(1));
        work(pawl);
        connect(pawl, token.group(1), url(service));
        readEverything(pawl, token.group(1));
        dump(database);
        places.put("log", Files.readString(pawl.log()).replace(shown, ""));
      }
    } finally {
      service.stop(0);
    }
    List<String> hits = new ArrayList<>();
    places.forEach((place, content) -> secrets.forEach((name, secret) -> forms(secret)
        .filter(content::contains).forEach(_ -> hits.add(name + " in " + place))));
    System.out.println("canaries: secrets=" + secrets.size() + " places=" + places.size()
        + " bytes=" + places.values().stream().mapToLong(String::length).sum() + " hits="
        + hits.size());
    assertThat(hits).isEmpty();
    assertThat(secrets).hasSizeGreaterThan(7);
    assertThat(places.get("log")).as("requests are logged").contains("asks for SendTaskSuccess");
    assertThat(places.get("database")).contains("ann", Commands.KEY);
  }

  /** Secrets that the server makes, and shows once. */
  private void administrate(PawlProcess pawl, String token)
      throws IOException, InterruptedException {
    rest(pawl, token, "POST", "/access/users", "{\"name\": \"ann\"}");
    Map<?, ?> key = rest(pawl, token, "POST", "/access/users/ann/keys", "");
    secrets.put("made secret key", secret(key));
    secrets.put("made token",
        secret(rest(pawl, token, "POST", "/access/users/ann/tokens", "{\"seconds\": 600}")));
    secrets.put("token of another account", secret(rest(pawl, token, "POST", "/access/accounts",
        "{\"id\": \"222222222222\", \"name\": \"canaries\"}")));
    // Somebody takes the one for the other, or garbles it.
    String wrong = "pawl_canaryNobodyHasThisTokenButItIsASecretAllTheSame0000000";
    secrets.put("unknown token", wrong);
    rest(pawl, wrong, "GET", "/access/users", "");
    // What the HTTP tasks need.
    rest(pawl, token, "POST", "/access/roles", "{\"name\": \"http\"}");
    rest(pawl, token, "PUT", "/access/policies/http", """
        {"document": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Resource": "*",
          "Action": ["states:InvokeHTTPEndpoint", "events:RetrieveConnectionCredentials"]}}}""");
    rest(pawl, token, "PUT", "/access/roles/http/policies/http", "");
    secrets.put("secret as a key id", "canary-secret-in-the-wrong-place");
    http.send(HttpRequest.newBuilder(pawl.endpoint()).header("Authorization",
        "AWS4-HMAC-SHA256 canary-secret-in-the-wrong-place, SignedHeaders=host, Signature=00")
        .header("X-Amz-Target", "AWSStepFunctions.ListActivities")
        .POST(BodyPublishers.ofString("{}"))
        .build(), BodyHandlers.discarding());
  }

  /** A task token lets its holder end a task. */
  private void work(PawlProcess pawl) {
    try (SfnClient sfn = JavaSdkTest.client(pawl.endpoint()).build()) {
      String activity = sfn.createActivity(r -> r.name("canary")).activityArn();
      String machine = sfn.createStateMachine(r -> r.name("canary")
          .roleArn("arn:aws:iam::000000000000:role/none").definition("""
              {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "%s", "End": true}}}
              """.formatted(activity))).stateMachineArn();
      String execution = sfn.startExecution(r -> r.stateMachineArn(machine)).executionArn();
      String task = sfn.getActivityTask(r -> r.activityArn(activity)).taskToken();
      secrets.put("task token", task);
      sfn.sendTaskHeartbeat(r -> r.taskToken(task));
      sfn.sendTaskSuccess(r -> r.taskToken(task).output("{}"));
      Awaitility.await().until(() -> sfn.describeExecution(r -> r.executionArn(execution))
          .statusAsString().equals("SUCCEEDED"));
      places.put("history",
          sfn.getExecutionHistory(r -> r.executionArn(execution)).toString());
      places.put("execution", sfn.describeExecution(r -> r.executionArn(execution)).toString());
    }
  }

  /** A service that sends back all headers that it gets. */
  private static HttpServer echo() throws IOException {
    HttpServer server = HttpServer
        .create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      byte[] body = Json.write(new LinkedHashMap<>(exchange.getRequestHeaders()))
          .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/ok") ? 200 : 500,
          body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A connection's secrets are sent to a service that tells them all. */
  private void connect(PawlProcess pawl, String token, String service)
      throws IOException, InterruptedException {
    secrets.put("connection's password", "canary-of-a-password");
    secrets.put("connection's header", "canary-of-a-header");
    Map<?, ?> connection = rest(pawl, token, "POST", "/connections", """
        {"name": "echo", "authorizationType": "BASIC", "authParameters": {
          "BasicAuthParameters": {"Username": "ann", "Password": "canary-of-a-password"},
          "InvocationHttpParameters": {"HeaderParameters": [
            {"Key": "X-Secret", "Value": "canary-of-a-header", "IsValueSecret": true},
            {"Key": "X-Plain", "Value": "plain"}]}}}""");
    places.put("connection", connection.toString());
    places.put("connections",
        rest(pawl, token, "GET", "/connections", "").toString());
    assertThat(places.get("connections")).contains("ann", "X-Secret", "plain");
    for (String path : List.of("/ok", "/failing")) {
      try (SfnClient sfn = JavaSdkTest.client(pawl.endpoint()).build()) {
        called(sfn, service + path, connection);
      }
    }
  }

  private void called(SfnClient sfn, String endpoint, Map<?, ?> connection) {
    String name = endpoint.replaceFirst(".*/", "");
    String machine = sfn.createStateMachine(r -> r.name(name)
        .roleArn("arn:aws:iam::000000000000:role/http").definition("""
            {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "%s",
                "Method": "GET", "Authentication": {"ConnectionArn": "%s"}}}}}
            """.formatted(endpoint, connection.get("arn")))).stateMachineArn();
    String execution = sfn.startExecution(r -> r.stateMachineArn(machine)).executionArn();
    Awaitility.await().until(() -> !sfn.describeExecution(r -> r.executionArn(execution))
        .statusAsString().equals("RUNNING"));
    var described = sfn.describeExecution(r -> r.executionArn(execution));
    String told = described.output() + described.error() + described.cause();
    assertThat(told).contains("****", "plain");
    places.put("output of " + name, told);
    places.put("history of " + name, sfn.getExecutionHistory(r -> r.executionArn(execution))
        .events().stream().map(event -> String.valueOf(event.taskSucceededEventDetails() == null
            ? event.taskFailedEventDetails() == null ? "" : event.taskFailedEventDetails().cause()
            : event.taskSucceededEventDetails().output()))
        .reduce("", String::concat));
  }

  private void readEverything(PawlProcess pawl, String token)
      throws IOException, InterruptedException {
    for (String path : List.of("/access/users", "/access/users/ann/keys",
        "/access/users/ann/tokens", "/access/roles", "/access/policies", "/access/accounts",
        "/state-machines", "/activities", "/connections", "/openapi.json")) {
      places.put(path, send(pawl, token, "GET", "/api/v1" + path, "").body());
    }
    for (String path : List.of("/metrics", "/health")) {
      places.put(path, send(pawl, token, "GET", path, "").body());
    }
    Awaitility.await().until(() -> {
      places.put("audit", send(pawl, token, "GET", "/api/v1/access/audit?limit=100", "").body());
      return places.get("audit").contains("states:SendTaskSuccess");
    });
  }

  /** All rows of all tables; binary columns come as hexadecimal digits. */
  private void dump(TestDatabase database) throws SQLException {
    StringBuilder all = new StringBuilder();
    try (Connection connection = database.connect();
        Statement names = connection.createStatement();
        Statement rows = connection.createStatement();
        ResultSet tables = names.executeQuery("""
            select c.relname from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
            """)) {
      while (tables.next()) {
        String table = tables.getString(1);
        try (ResultSet row = rows.executeQuery("select t::text from " + table + " t")) {
          while (row.next()) {
            all.append(table).append(row.getString(1)).append('\n');
          }
        }
      }
    }
    places.put("database", all.toString());
  }

  private static Stream<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return Stream.of(secret, HexFormat.of().formatHex(bytes),
        Base64.getEncoder().withoutPadding().encodeToString(bytes));
  }

  private static String secret(Map<?, ?> answer) {
    Object secret = answer.get("secretAccessKey") == null
        ? answer.get("token")
        : answer.get("secretAccessKey");
    return (String) Objects.requireNonNull(secret, answer::toString);
  }

  private Map<?, ?> rest(PawlProcess pawl, String token, String method, String path, String body)
      throws IOException, InterruptedException {
    String answer = send(pawl, token, method, "/api/v1" + path, body).body();
    return answer.isEmpty() ? Map.of() : (Map<?, ?>) Objects.requireNonNull(Json.parse(answer));
  }

  private HttpResponse<String> send(PawlProcess pawl, String token, String method, String path,
      String body) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(pawl.endpoint().resolve(path))
        .header("Authorization", "Bearer " + token)
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
