package dev.pawl.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pawl.api.access.BearerToken;
import dev.pawl.api.access.Guard;
import dev.pawl.api.access.StoredPolicies;
import dev.pawl.api.signature.TestSigner;
import dev.pawl.db.Database;
import dev.pawl.db.access.AccessKeys;
import dev.pawl.db.access.AccessPolicies.Holder;
import dev.pawl.db.access.AuditEvents;
import dev.pawl.db.vault.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Every way in, tried by everybody who has no right to it. */
final class AccessTableTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String MINE = ApiServer.ACCOUNT;
  private static final String OTHERS = "222222222222";
  private static final String WAIT = "{\\\"StartAt\\\":\\\"W\\\",\\\"States\\\":{\\\"W\\\":{\\\"Type\\\":\\\"Wait\\\",\\\"Seconds\\\":600,\\\"End\\\":true}}}";
  private static final String EVERYTHING = """
      {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";
  private static final AwsCredentialsIdentity ADMIN = AwsCredentialsIdentity.create("MINE",
      "mine-secret");
  private static final AwsCredentialsIdentity STRANGER = AwsCredentialsIdentity.create("OTHERS",
      "others-secret");
  private static final AwsCredentialsIdentity NOBODY = AwsCredentialsIdentity.create("NOBODY",
      "nobody-secret");
  private static final Map<String, String> TOKENS = new HashMap<>();

  private static final ApiServer SERVER = ApiServer.guarded((database, audit) -> {
    Vault vault = database.vault(ApiServer.MASTER);
    AccessKeys keys = database.accessKeys(vault);
    user(database, keys, MINE, "admin", ADMIN);
    user(database, keys, MINE, "nobody", NOBODY);
    user(database, keys, OTHERS, "admin", STRANGER);
    for (String account : List.of(MINE, OTHERS)) {
      database.accessPolicies().put(account, "all", EVERYTHING);
      database.accessPolicies().attach(Holder.USER, account, "admin", "all");
    }
    return new Guard(keys, database.apiTokens(),
        new StoredPolicies(database.accessPolicies()), database.clock(),
        audit, ApiServer.REGION, Optional.empty());
  });
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** A request of each operation that is valid, about things that exist in the first account. */
  private static final Map<String, String> REQUESTS = new TreeMap<>();

  private static void user(Database database, AccessKeys keys, String account, String name,
      AwsCredentialsIdentity key) {
    database.accounts().create(account, "tenant");
    assertThat(database.accounts().createUser(account, name)).isTrue();
    keys.add(key.accessKeyId(), account, name, key.secretAccessKey(), Optional.empty());
    TOKENS.put(key.accessKeyId(), token(database, account, name, Optional.empty()));
  }

  private static String token(Database database, String account, String name,
      Optional<Instant> end) {
    String token = BearerToken.generate(new SecureRandom());
    BearerToken parsed = BearerToken.parse(token).orElseThrow();
    assertThat(database.apiTokens().add(parsed.id(), parsed.hash(), account, name, end)).isTrue();
    return token;
  }

  @BeforeAll
  static void makeWhatIsAskedFor() {
    String prefix = "arn:aws:states:us-east-1:" + MINE + ":";
    String machine = prefix + "stateMachine:m";
    String role = "arn:aws:iam::" + MINE + ":role/r";
    String routes = "\"routingConfiguration\":[{\"stateMachineVersionArn\":\"" + machine
        + ":1\",\"weight\":100}]";
    String create = "{\"name\":\"m\",\"definition\":\"" + WAIT + "\",\"roleArn\":\"" + role
        + "\",\"publish\":true}";
    String byMachine = "{\"stateMachineArn\":\"" + machine + "\"}";
    String byExecution = "{\"executionArn\":\"" + prefix + "execution:m:e\"}";
    String byActivity = "{\"activityArn\":\"" + prefix + "activity:a\"}";
    String byAlias = "{\"stateMachineAliasArn\":\"" + machine + ":live\"}";
    String byMapRun = "{\"mapRunArn\":\"" + prefix
        + "mapRun:m/l:33333333-3333-3333-3333-333333333333\"}";
    String resource = "{\"resourceArn\":\"" + machine + "\"";
    REQUESTS.put("CreateActivity", "{\"name\":\"a\"}");
    REQUESTS.put("CreateStateMachine", create);
    REQUESTS.put("CreateStateMachineAlias", "{\"name\":\"live\"," + routes + "}");
    REQUESTS.put("DeleteActivity", byActivity);
    REQUESTS.put("DeleteStateMachine", byMachine);
    REQUESTS.put("DeleteStateMachineAlias", byAlias);
    REQUESTS.put("DeleteStateMachineVersion",
        "{\"stateMachineVersionArn\":\"" + machine + ":1\"}");
    REQUESTS.put("DescribeActivity", byActivity);
    REQUESTS.put("DescribeExecution", byExecution);
    REQUESTS.put("DescribeMapRun", byMapRun);
    REQUESTS.put("DescribeStateMachine", byMachine);
    REQUESTS.put("DescribeStateMachineAlias", byAlias);
    REQUESTS.put("DescribeStateMachineForExecution", byExecution);
    REQUESTS.put("GetActivityTask", byActivity);
    REQUESTS.put("GetExecutionHistory", byExecution);
    REQUESTS.put("ListActivities", "{}");
    REQUESTS.put("ListExecutions", byMachine);
    REQUESTS.put("ListMapRuns", byExecution);
    REQUESTS.put("ListStateMachineAliases", byMachine);
    REQUESTS.put("ListStateMachineVersions", byMachine);
    REQUESTS.put("ListStateMachines", "{}");
    REQUESTS.put("ListTagsForResource", resource + "}");
    REQUESTS.put("PublishStateMachineVersion", byMachine);
    REQUESTS.put("RedriveExecution", byExecution);
    String task = "{\"taskToken\":\""
        + ApiServer.TOKENS.issue(1, new UUID(1, 1), 1, 1) + "\"";
    REQUESTS.put("SendTaskFailure", task + "}");
    REQUESTS.put("SendTaskHeartbeat", task + "}");
    REQUESTS.put("SendTaskSuccess", task + ",\"output\":\"1\"}");
    REQUESTS.put("StartExecution",
        "{\"stateMachineArn\":\"" + machine + "\",\"name\":\"e\"}");
    REQUESTS.put("StartSyncExecution", byMachine);
    REQUESTS.put("StopExecution", byExecution);
    REQUESTS.put("TagResource", resource + ",\"tags\":[{\"key\":\"k\",\"value\":\"v\"}]}");
    REQUESTS.put("TestState",
        "{\"definition\":\"{\\\"Type\\\":\\\"Succeed\\\"}\",\"roleArn\":\"" + role + "\"}");
    REQUESTS.put("UntagResource", resource + ",\"tagKeys\":[\"k\"]}");
    REQUESTS.put("UpdateMapRun", byMapRun.replace("}", ",\"maxConcurrency\":1}"));
    REQUESTS.put("UpdateStateMachine",
        "{\"stateMachineArn\":\"" + machine + "\",\"definition\":\"" + WAIT + "\"}");
    REQUESTS.put("UpdateStateMachineAlias",
        "{\"stateMachineAliasArn\":\"" + machine + ":live\"," + routes + "}");
    REQUESTS.put("ValidateStateMachineDefinition", "{\"definition\":\"" + WAIT + "\"}");
    for (String operation : List.of("CreateActivity", "CreateStateMachine",
        "CreateStateMachineAlias", "StartExecution")) {
      Answer made = call(operation, request(operation), ADMIN, Instant.now());
      assertThat(made.status()).as(made.body()).isEqualTo(200);
    }
  }

  @AfterAll
  static void close() {
    HTTP.close();
    SERVER.close();
  }

  private record Answer(int status, String body) {
    String error() {
      return status < 300 ? "" : tree().path("__type").asText(tree().path("code").asText());
    }

    JsonNode tree() {
      try {
        return MAPPER.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }
  }

  @Test
  void noOperationLetsAnybodyInWhoHasNoRight() {
    int refused = 0;
    Instant now = Instant.now();
    AwsCredentialsIdentity wrong = AwsCredentialsIdentity.create("MINE", "guessed");
    AwsCredentialsIdentity unknown = AwsCredentialsIdentity.create("UNKNOWN", "mine-secret");
    for (String operation : REQUESTS.keySet()) {
      String body = request(operation);
      refused += expect(operation, plain(operation, body, Map.of()),
          "MissingAuthenticationTokenException");
      refused += expect(operation, plain(operation, body, Map.of("Authorization", "garbled")),
          "IncompleteSignatureException");
      refused += expect(operation, call(operation, body, ADMIN, now.minus(Duration.ofHours(1))),
          "InvalidSignatureException");
      refused += expect(operation, call(operation, body, wrong, now),
          "InvalidSignatureException");
      refused += expect(operation, call(operation, body, unknown, now),
          "UnrecognizedClientException");
      refused += expect(operation, call(operation, body, NOBODY, now),
          "AccessDeniedException");
      refused += expect(operation, plain(operation, body,
          Map.of("Authorization", "Bearer " + TOKENS.get("MINE") + "x")),
          "UnrecognizedClientException");
    }
    System.out.printf("security table: operations=%d ways=7 refused=%d%n", REQUESTS.size(),
        refused);
    assertThat(refused).isEqualTo(37 * 7);
  }

  private static int expect(String operation, Answer answer, String error) {
    assertThat(answer.error()).as("%s: %s", operation, answer.body()).isEqualTo(error);
    assertThat(answer.body()).doesNotContain("secret");
    return 1;
  }

  /** Another account hears of what is there just what it hears of what is not. */
  @Test
  void noOperationTellsAnotherAccountWhetherAThingIsThere() {
    int asked = 0;
    for (Map.Entry<String, String> request : REQUESTS.entrySet()) {
      String there = request.getValue();
      if (!there.contains(MINE) && !there.contains("taskToken")) {
        continue;
      }
      String absent = there.replace(":m:", ":n:").replace(":m\"", ":n\"").replace(":a\"", ":b\"")
          .replace("mapRun:m", "mapRun:n");
      Answer toThere = call(request.getKey(), there, STRANGER, Instant.now());
      Answer toAbsent = call(request.getKey(), absent, STRANGER, Instant.now());

      boolean isCreation = request.getKey().equals("CreateStateMachine")
          || request.getKey().equals("TestState");
      if (!isCreation && !request.getKey().startsWith("Delete")) {
        assertThat(toThere.status()).as(request.getKey() + toThere.body()).isNotEqualTo(200);
      }
      assertThat(toThere.status()).isEqualTo(toAbsent.status());
      assertThat(normal(toThere)).as(request.getKey()).isEqualTo(normal(toAbsent));
      asked++;
    }
    Answer lists = call("ListStateMachines", "{}", STRANGER, Instant.now());
    assertThat(lists.body()).doesNotContain(MINE);
    assertThat(call("DescribeExecution", request("DescribeExecution"), ADMIN, Instant.now())
        .tree().path("status").asText()).isEqualTo("RUNNING");
    assertThat(call("DescribeStateMachineAlias", request("DescribeStateMachineAlias"), ADMIN,
        Instant.now()).status()).isEqualTo(200);
    System.out.printf("tenant matrix: operations=%d refused alike=%d%n", REQUESTS.size(), asked);
    assertThat(asked).isGreaterThan(30);
  }

  private static String normal(Answer answer) {
    return answer.body().replaceAll(":n\\b", ":m").replaceAll("activity:b", "activity:a")
        .replaceAll("mapRun:n", "mapRun:m")
        .replaceAll("\"(creationDate|updateDate)\":[0-9.]+", "\"date\"");
  }

  @Test
  void aPageTokenIsNoUseToAnotherAccount() {
    for (String name : List.of("p1", "p2")) {
      call("CreateActivity", "{\"name\":\"" + name + "\"}", ADMIN, Instant.now());
    }
    String token = call("ListActivities", "{\"maxResults\":1}", ADMIN, Instant.now()).tree()
        .get("nextToken").asText();
    String body = "{\"maxResults\":1,\"nextToken\":\"" + token + "\"}";

    assertThat(call("ListActivities", body, ADMIN, Instant.now()).status()).isEqualTo(200);
    assertThat(call("ListActivities", body, STRANGER, Instant.now()).error())
        .isEqualTo("InvalidToken");
  }

  @Test
  void noRouteLetsAnybodyInWhoHasNoRight() {
    Database database = SERVER.database().open();
    String expired = token(database, MINE, "admin",
        Optional.of(Instant.now().minusSeconds(1)));
    JsonNode document = send("GET", "/api/v1/openapi.json",
        "Bearer " + TOKENS.get("MINE")).tree();
    int refused = 0;
    int routes = 0;
    List<String> open = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      String target = path.getKey().replace("{stateMachine}", "m").replace("{id}",
          "33333333-3333-3333-3333-333333333333")
          .replace("{label}", "l").replace("{policy}", "all").replace("{version}", "1")
          .replace("{alias}", "live")
          .replace("{name}", path.getKey().startsWith("/api/v1/activities")
              ? "a"
              : path.getKey().startsWith("/api/v1/executions") ? "e" : "m");
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        routes++;
        String name = method.getKey().toUpperCase(Locale.ROOT);
        assertThat(send(name, target, null).status()).isEqualTo(401);
        assertThat(send(name, target, "garbled").status()).isEqualTo(401);
        assertThat(send(name, target, "Bearer " + BearerToken.generate(new SecureRandom()))
            .status()).isEqualTo(401);
        assertThat(send(name, target, "Bearer " + expired).status()).isEqualTo(401);
        refused += 4;
        Answer denied = send(name, target + query(target), "Bearer " + TOKENS.get("NOBODY"));
        if (denied.status() < 400) {
          open.add(name + " " + target);
        } else {
          refused++;
        }
        Answer foreign = send(name, target + query(target), "Bearer " + TOKENS.get("OTHERS"));
        assertThat(foreign.body().replaceAll("arn:aws:states:us-east-1:" + MINE
            + ":execution:m:e", "what was asked for")).as("%s %s", name, target)
            .doesNotContain(MINE);
      }
    }
    assertThat(open).containsExactly("GET /api/v1/openapi.json");
    System.out.printf("security table: routes=%d ways=6 refused=%d%n", routes, refused);
    assertThat(routes).isGreaterThan(30);
    assertThat(call("DescribeStateMachine", request("DescribeStateMachine"), ADMIN,
        Instant.now()).status()).isEqualTo(200);
  }

  @Test
  void anAdministratorManagesTheOwnAccountAlone() {
    String admin = "Bearer " + TOKENS.get("MINE");
    String users = "/api/v1/access/users";
    assertThat(send("POST", users, admin, "{\"name\":\"ann\"}").status()).isEqualTo(201);
    assertThat(send("POST", users, admin, "{\"name\":\"ann\"}").status()).isEqualTo(409);
    assertThat(send("POST", users, admin, "{\"name\":\"a b\"}").error()).isEqualTo("InvalidName");
    Answer made = send("POST", users + "/ann/keys", admin, null);
    AwsCredentialsIdentity ann = AwsCredentialsIdentity.create(
        made.tree().get("accessKeyId").asText(), made.tree().get("secretAccessKey").asText());
    assertThat(call("ListActivities", "{}", ann, Instant.now()).error())
        .isEqualTo("AccessDeniedException");
    String policy = "/api/v1/access/policies/read";
    assertThat(send("PUT", policy, admin, "{\"document\":{\"Version\":\"x\"}}").error())
        .isEqualTo("ValidationException");
    assertThat(send("PUT", policy, admin, """
        {"document":{"Version":"2012-10-17","Statement":
          {"Effect":"Allow","Action":["states:List*","states:Describe*"],"Resource":"*"}}}""")
        .status()).isEqualTo(204);
    assertThat(send("PUT", users + "/ann/policies/read", admin, null).status()).isEqualTo(204);
    assertThat(send("DELETE", policy, admin, null).status()).isEqualTo(409);
    Awaitility.await().until(() -> call("ListActivities", "{}", ann, Instant.now())
        .status() == 200);
    assertThat(call("CreateActivity", "{\"name\":\"x\"}", ann, Instant.now()).error())
        .isEqualTo("AccessDeniedException");
    String stranger = "Bearer " + TOKENS.get("OTHERS");
    assertThat(send("GET", users, stranger).body()).doesNotContain("ann");
    assertThat(send("DELETE", users + "/ann", stranger).status()).isEqualTo(404);
    assertThat(send("DELETE", users + "/ann/keys/" + ann.accessKeyId(), stranger).status())
        .isEqualTo(404);
    assertThat(send("GET", "/api/v1/access/accounts", stranger).status()).isEqualTo(403);
    assertThat(send("POST", "/api/v1/access/accounts", admin,
        "{\"id\":\"333333333333\",\"name\":\"third\"}").tree().get("token").asText())
        .startsWith("pawl_");
    assertThat(send("PATCH", users + "/ann/keys/" + ann.accessKeyId(), admin,
        "{\"active\":false}").status()).isEqualTo(204);
    Awaitility.await().until(() -> call("ListActivities", "{}", ann, Instant.now()).error()
        .equals("UnrecognizedClientException"));
    assertThat(send("GET", users + "/ann/keys", admin).body()).doesNotContain(
        ann.secretAccessKey());
    assertThat(send("GET", "/api/v1/access/audit?limit=1000", admin).body())
        .contains("iam:CreateUser").doesNotContain("pawl_");
  }

  @Test
  void connectionsAreTheAccountsOwnAndTheirSecretsAreNeverShown() {
    String admin = "Bearer " + TOKENS.get("MINE");
    String stranger = "Bearer " + TOKENS.get("OTHERS");
    String all = "/api/v1/connections";
    String basic = """
        "authorizationType": "BASIC", "authParameters": {"BasicAuthParameters": {"Username": "ann",
          "Password": "never-shown"}, "InvocationHttpParameters": {"QueryStringParameters": [
          {"Key": "k", "Value": "never-shown", "IsValueSecret": true}]}}}""";
    Answer created = send("POST", all, admin, "{\"name\": \"c\", " + basic);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.tree().get("arn").asText())
        .startsWith("arn:aws:events:us-east-1:" + MINE + ":connection/c/");
    assertThat(send("POST", all, admin, "{\"name\": \"c\", " + basic).status()).isEqualTo(409);
    for (Answer shown : List.of(created, send("GET", all, admin), send("GET", all + "/c", admin))) {
      assertThat(shown.body()).contains("ann", "IsValueSecret").doesNotContain("never-shown");
    }
    assertThat(send("PUT", all + "/c", admin, "{" + basic).status()).isEqualTo(204);

    assertThat(send("GET", all, stranger).tree().get("items")).isEmpty();
    assertThat(send("GET", all + "/c", stranger).status()).isEqualTo(404);
    assertThat(send("PUT", all + "/c", stranger, "{" + basic).status()).isEqualTo(404);
    assertThat(send("DELETE", all + "/c", stranger).status()).isEqualTo(404);

    for (String odd : List.of("{\"name\": \"a b\", " + basic,
        "{\"name\": \"d\", \"authorizationType\": \"BASIC\", \"authParameters\": {}}",
        "{\"name\": \"d\", \"authorizationType\": \"MAGIC\", \"authParameters\": {}}",
        "{\"name\": \"d\"}")) {
      assertThat(send("POST", all, admin, odd).status()).as(odd).isEqualTo(400);
    }
    assertThat(send("DELETE", all + "/c", admin).status()).isEqualTo(204);
    assertThat(send("DELETE", all + "/c", admin).status()).isEqualTo(404);
  }

  @Test
  void keysThatSealAreTheAccountsOwn() {
    String admin = "Bearer " + TOKENS.get("MINE");
    String stranger = "Bearer " + TOKENS.get("OTHERS");
    String all = "/api/v1/access/encryption-keys";
    String material = Base64.getEncoder().encodeToString(new byte[32]);
    Answer created = send("POST", all, admin, "{\"material\": \"" + material + "\"}");
    assertThat(created.status()).isEqualTo(201);
    String key = created.tree().get("id").asText();
    assertThat(send("GET", all, admin).body()).contains(key).doesNotContain(material);
    assertThat(send("GET", all, stranger).body()).doesNotContain(key);
    assertThat(send("PATCH", all + "/" + key, stranger, "{\"active\": false}").status())
        .isEqualTo(404);
    assertThat(send("POST", all, admin, "{\"material\": \"AAAA\"}").status()).isEqualTo(400);
    assertThat(send("PATCH", all + "/nothing", admin, "{\"active\": false}").status())
        .isEqualTo(404);

    String machine = "{\"name\":\"sealed\",\"definition\":\"" + WAIT
        + "\",\"roleArn\":\"arn:aws:iam::%s:role/r\",\"encryptionConfiguration\":{"
        + "\"type\":\"CUSTOMER_MANAGED_KMS_KEY\",\"kmsKeyId\":\"%s\"}}";
    for (String name : List.of(key, "arn:aws:kms:us-east-1:" + MINE + ":key/" + key)) {
      assertThat(call("CreateStateMachine", machine.formatted(OTHERS, name), STRANGER,
          Instant.now()).error()).isEqualTo("KmsAccessDeniedException");
    }
    assertThat(call("CreateStateMachine", machine.formatted(MINE, "alias/k"), ADMIN,
        Instant.now()).error()).isEqualTo("InvalidEncryptionConfiguration");
    assertThat(call("CreateStateMachine", machine.formatted(MINE, key), ADMIN, Instant.now())
        .status()).isEqualTo(200);
  }

  @Test
  void theServersOwnStateIsForThoseWhoMaySeeIt() {
    assertThat(send("GET", "/health", null).body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(send("GET", "/health", "Bearer " + TOKENS.get("NOBODY")).body())
        .isEqualTo("{\"status\":\"ok\"}");
    assertThat(send("GET", "/health", "Bearer " + TOKENS.get("MINE")).body()).contains("database");
    assertThat(send("GET", "/metrics", null).status()).isEqualTo(401);
    assertThat(send("GET", "/metrics", "Bearer " + TOKENS.get("NOBODY")).status()).isEqualTo(401);
    assertThat(send("GET", "/metrics", "Bearer " + TOKENS.get("MINE")).status()).isEqualTo(200);
    assertThat(send("GET", "/error", null).status()).isEqualTo(404);
    assertThat(send("GET", "/health/../metrics", null).status()).isGreaterThanOrEqualTo(400);
    assertThat(send("GET", "/health/metrics", null).status()).isEqualTo(404);
  }

  private static String query(String target) {
    return target.equals("/api/v1/logs")
        ? "?execution=arn:aws:states:us-east-1:" + MINE + ":execution:m:e"
        : "";
  }

  @Test
  void whatIsRefusedAndChangedIsAudited() {
    call("StopExecution", "{\"executionArn\":\"arn:aws:states:us-east-1:" + MINE
        + ":execution:m:audited\"}", NOBODY, Instant.now());
    call("TagResource", request("TagResource"), ADMIN, Instant.now());
    call("DescribeStateMachine", request("DescribeStateMachine"), ADMIN, Instant.now());

    AuditEvents audit = SERVER.database().open().auditEvents();
    Awaitility.await().untilAsserted(() -> assertThat(audit.page(MINE,
        Instant.now().minusSeconds(600), Instant.now().plusSeconds(60), 10_000))
        .extracting(AuditEvents.Recorded::event)
        .anySatisfy(event -> {
          assertThat(event.action()).isEqualTo("states:StopExecution");
          assertThat(event.resource()).endsWith(":audited");
          assertThat(event.result()).isEqualTo("AccessDeniedException");
          assertThat(event.principal()).endsWith(":user/nobody");
        })
        .anySatisfy(event -> {
          assertThat(event.action()).isEqualTo("states:TagResource");
          assertThat(event.result()).isEqualTo("OK");
          assertThat(event.source()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
        })
        .noneMatch(event -> event.action().equals("states:DescribeStateMachine")
            && event.result().equals("OK")));
  }

  private static String request(String operation) {
    return Objects.requireNonNull(REQUESTS.get(operation));
  }

  private static Answer call(String operation, String body, AwsCredentialsIdentity key,
      Instant at) {
    URI root = SERVER.address().resolve("/");
    Map<String, List<String>> headers = TestSigner.signed(root,
        Map.of("X-Amz-Target", List.of("AWSStepFunctions." + operation), "Content-Type",
            List.of("application/x-amz-json-1.0")),
        body.getBytes(UTF_8), key, at);
    HttpRequest.Builder request = HttpRequest.newBuilder(root)
        .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach((name, values) -> {
      if (!name.equalsIgnoreCase("Host")) {
        values.forEach(value -> request.header(name, value));
      }
    });
    return send(request);
  }

  private static Answer plain(String operation, String body, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(SERVER.address().resolve("/"))
        .header("X-Amz-Target", "AWSStepFunctions." + operation)
        .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return send(request);
  }

  private static Answer send(String method, String path,
      @Nullable String authorization) {
    HttpRequest.Builder request = HttpRequest.newBuilder(SERVER.address().resolve(path))
        .method(method, HttpRequest.BodyPublishers.noBody());
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return send(request);
  }

  private static Answer send(String method, String path, String authorization,
      @Nullable String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(SERVER.address().resolve(path))
        .header("Authorization", authorization).header("Content-Type", "application/json")
        .method(method, body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    return send(request);
  }

  private static Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
