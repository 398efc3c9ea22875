package dev.pawl.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.api.access.Rates;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Json;
import dev.pawl.db.Database;
import dev.pawl.db.vault.CustomerKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every error that the service model declares for an operation is either provoked here or one that Pawl has no reason
 * to answer, and why is written down.
 */
class DeclaredErrorsTest {
  private static final String PREFIX = "arn:aws:states:us-east-1:111111111111:";
  private static final String MACHINE = PREFIX + "stateMachine:m";
  private static final String EXPRESS = PREFIX + "stateMachine:x";
  private static final String DELETING = PREFIX + "stateMachine:d";
  private static final String SEALED = PREFIX + "stateMachine:sealed";
  private static final String SEALED_EXECUTION = PREFIX + "execution:sealed:e";
  private static final String NONE = PREFIX + "stateMachine:none";
  private static final String ACTIVITY = PREFIX + "activity:a";
  private static final String RUNNING = PREFIX + "execution:m:e";
  private static final String NO_MAP_RUN = PREFIX
      + "mapRun:m/L:6e5b5f0c-8d8d-4d8d-9d8d-8d8d8d8d8d8d";
  private static final String BAD_ARN = "arn:aws:s3:::bucket";
  private static final String OTHER_DEFINITION = ApiTest.OTHER;
  private static final Map<String, Object> TOO_MANY_TAGS = Map.of("tags",
      List.of(tag("a"), tag("b"), tag("c")));
  private static final Map<String, Object> ODD_ENCRYPTION = Map.of("encryptionConfiguration",
      Map.of("type", "CUSTOMER_MANAGED_KMS_KEY"));

  private static final ApiServer SERVER = ApiServer.handingOff(
      new ApiSettings(ApiServer.ACCOUNT, ApiServer.REGION, new byte[32], false,
          Limits.DEFAULT, new Quotas(2, 1, 2), Rates.NONE));

  /** Errors that no operation of Pawl answers. */
  private static final Map<String, String> NEVER = Map.of(
      "KmsThrottlingException", "Pawl calls no key service",
      "ActivityLimitExceeded", "there is no bound on activities",
      "StateMachineLimitExceeded", "there is no bound on state machines",
      "ExecutionLimitExceeded", "there is no bound on open executions",
      "InvalidTracingConfiguration", "all that the model lets through is valid");

  /** Errors that these operations do not answer, or that another test provokes. */
  private static final Map<String, String> ELSEWHERE = Map.of(
      "CreateStateMachine StateMachineTypeNotSupported", "both types are supported",
      "CreateStateMachine ConflictException",
      "only where the state machine is deleted in the same moment",
      "DeleteStateMachineAlias ConflictException", "changes of aliases take turns",
      "DeleteStateMachineAlias ResourceNotFound", "AWS answers as if there had been one",
      "UpdateStateMachineAlias ConflictException", "changes of aliases take turns",
      "UpdateStateMachine ConflictException", "only after five other updates in the same moment",
      "GetActivityTask ActivityWorkerLimitExceeded", "ActivityPollersTest");

  /** What these operations read or write is not sealed, or is sealed by a key that is switched off, too. */
  private static final Set<String> WITHOUT_OPENING = Set.of("DescribeStateMachine",
      "DescribeStateMachineForExecution", "GetActivityTask", "SendTaskFailure", "SendTaskSuccess",
      "StartSyncExecution", "StopExecution");

  /** Where a key is named, it is the account's or not; later on it is switched on or off. */
  private static final Set<String> NAMING_A_KEY = Set.of("CreateActivity", "CreateStateMachine",
      "UpdateStateMachine");

  private static final UUID KEY = UUID.randomUUID();
  private static final UUID ACTIVE_KEY = UUID.randomUUID();
  private static final UUID NO_KEY = UUID.randomUUID();

  /** A request and the error that answers it. */
  private record Provocation(String operation, String error, Map<String, Object> request) {
    String pair() {
      return operation + " " + error;
    }
  }

  private static String taskToken = "";

  @BeforeAll
  static void prepare() throws SQLException {
    for (String name : List.of("m", "d")) {
      done("CreateStateMachine", machine(name, "STANDARD"));
    }
    done("CreateStateMachine", machine("x", "EXPRESS"));
    done("CreateActivity", Map.of("name", "a"));
    for (String machine : List.of(MACHINE, DELETING)) {
      done("CreateStateMachineAlias", Map.of("name", "PROD", "routingConfiguration",
          routing(machine + ":1", 100)));
      done("StartExecution", Map.of("stateMachineArn", machine, "name", "e", "input", "{}"));
    }
    done("DeleteStateMachine", Map.of("stateMachineArn", DELETING));
    seal();
    try (var rows = SERVER.database().connect();
        var statement = rows.createStatement();
        var row = statement.executeQuery("select shard, id from execution limit 1")) {
      row.next();
      taskToken = ApiServer.TOKENS.issue(row.getInt(1), row.getObject(2, UUID.class), 99, 1);
    }
  }

  /** A state machine whose key is switched off after a start. */
  private static void seal() {
    SERVER.database().execute("insert into account (id, name) values ('" + ApiServer.ACCOUNT
        + "', 'a') on conflict do nothing");
    Database database = SERVER.database().open();
    CustomerKeys keys = database.customerKeys(Optional.of(database.vault(ApiServer.MASTER)));
    for (UUID key : List.of(KEY, ACTIVE_KEY)) {
      assertThat(keys.add(ApiServer.ACCOUNT, key, "", Optional.empty())).isTrue();
    }
    done("CreateStateMachine", with(machine("sealed", "STANDARD"),
        Map.of("encryptionConfiguration", encryptedBy(KEY))));
    done("StartExecution", Map.of("stateMachineArn", SEALED, "name", "e", "input", "{}"));
    keys.setActive(ApiServer.ACCOUNT, KEY, false);
    await()
        .until(() -> call("StartExecution", Map.of("stateMachineArn", SEALED)).statusCode() == 400);
  }

  private static Map<String, Object> encryptedBy(UUID key) {
    return Map.of("type", "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId", key.toString());
  }

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @TestFactory
  Stream<DynamicTest> everyDeclaredErrorIsAnswered() {
    return provocations().map(
        provocation -> DynamicTest.dynamicTest(provocation.pair(), () -> {
          HttpResponse<String> answer = call(provocation.operation(), provocation.request());

          assertThat(tree(answer).get("__type")).as(answer.body()).isEqualTo(provocation.error());
          assertThat(answer.statusCode()).isEqualTo(switch (provocation.error()) {
            case "ConflictException" -> 409;
            case "ServiceQuotaExceededException" -> 402;
            default -> 400;
          });
          assertThat((String) tree(answer).get("message")).isNotBlank();
        }));
  }

  @Test
  void noDeclaredErrorIsForgotten() throws IOException {
    var open = new TreeSet<String>();
    declared().forEach((operation, errors) -> errors.stream()
        .filter(error -> !NEVER.containsKey(error))
        .forEach(error -> open.add(operation + " " + error)));
    open.removeAll(ELSEWHERE.keySet());
    WITHOUT_OPENING.forEach(operation -> open.remove(operation + " KmsInvalidStateException"));
    open.removeIf(pair -> pair.endsWith(" KmsAccessDeniedException")
        && !NAMING_A_KEY.contains(pair.substring(0, pair.indexOf(' '))));
    provocations().map(Provocation::pair).forEach(open::remove);

    assertThat(open).isEmpty();
  }

  @Test
  void validationSaysWhyToProgramsToo() {
    assertThat(tree(call("UpdateStateMachineAlias", Map.of("stateMachineAliasArn",
        MACHINE + ":PROD"))).get("reason")).isEqualTo("MISSING_REQUIRED_PARAMETER");
    assertThat(tree(call("UpdateStateMachineAlias", Map.of("stateMachineAliasArn",
        MACHINE + ":PROD", "routingConfiguration", routing(MACHINE + ":1", 99)))).get("reason"))
        .isEqualTo("INVALID_ROUTING_CONFIGURATION");
    assertThat(tree(call("StartExecution", Map.of("stateMachineArn", MACHINE + "/Label")))
        .get("reason")).isEqualTo("API_DOES_NOT_SUPPORT_LABELED_ARNS");
    assertThat(tree(call("TagResource", Map.of("resourceArn", NONE, "tags", List.of(tag("a")))))
        .get("resourceName")).isEqualTo(NONE);
  }

  private static Stream<Provocation> provocations() {
    String foreign = "AAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    String badName = "a b";
    return Stream.of(
        Stream.of(
            on("CreateActivity", "ActivityAlreadyExists", with(Map.of("name", "a"),
                Map.of("encryptionConfiguration", encryptedBy(ACTIVE_KEY)))),
            on("CreateActivity", "KmsAccessDeniedException",
                with(Map.of("name", "b"), Map.of("encryptionConfiguration", encryptedBy(NO_KEY)))),
            on("CreateStateMachine", "KmsAccessDeniedException", with(machine("k2", "STANDARD"),
                Map.of("encryptionConfiguration", encryptedBy(NO_KEY)))),
            on("UpdateStateMachine", "KmsAccessDeniedException", Map.of("stateMachineArn", MACHINE,
                "encryptionConfiguration", encryptedBy(NO_KEY))),
            on("StartExecution", "KmsInvalidStateException", Map.of("stateMachineArn", SEALED)),
            on("DescribeExecution", "KmsInvalidStateException",
                Map.of("executionArn", SEALED_EXECUTION)),
            on("GetExecutionHistory", "KmsInvalidStateException",
                Map.of("executionArn", SEALED_EXECUTION)),
            on("CreateActivity", "InvalidName", Map.of("name", badName)),
            on("CreateActivity", "TooManyTags", with(Map.of("name", "b"), TOO_MANY_TAGS)),
            on("CreateActivity", "InvalidEncryptionConfiguration",
                with(Map.of("name", "b"), ODD_ENCRYPTION)),
            on("DeleteActivity", "InvalidArn", Map.of("activityArn", MACHINE)),
            on("DescribeActivity", "InvalidArn", Map.of("activityArn", BAD_ARN)),
            on("DescribeActivity", "ActivityDoesNotExist", Map.of("activityArn", ACTIVITY + "z")),
            on("GetActivityTask", "InvalidArn", Map.of("activityArn", BAD_ARN)),
            on("GetActivityTask", "ActivityDoesNotExist", Map.of("activityArn", ACTIVITY + "z")),
            on("ListActivities", "InvalidToken", Map.of("nextToken", foreign))),
        stateMachines(foreign), aliasesAndVersions(foreign), executions(foreign), tasksAndTags(),
        Stream.of(
            on("DescribeMapRun", "InvalidArn", Map.of("mapRunArn", MACHINE)),
            on("DescribeMapRun", "ResourceNotFound", Map.of("mapRunArn", NO_MAP_RUN)),
            on("ListMapRuns", "InvalidArn", Map.of("executionArn", MACHINE)),
            on("ListMapRuns", "ExecutionDoesNotExist", Map.of("executionArn", RUNNING + "z")),
            on("ListMapRuns", "InvalidToken",
                Map.of("executionArn", RUNNING, "nextToken", foreign)),
            on("UpdateMapRun", "InvalidArn", Map.of("mapRunArn", BAD_ARN, "maxConcurrency", 1)),
            on("UpdateMapRun", "ResourceNotFound",
                Map.of("mapRunArn", NO_MAP_RUN, "maxConcurrency", 1)),
            on("UpdateMapRun", "ValidationException",
                Map.of("mapRunArn", NO_MAP_RUN, "toleratedFailurePercentage", 101))))
        .flatMap(part -> part);
  }

  private static Stream<Provocation> stateMachines(String foreign) {
    Map<String, Object> one = machine("n", "STANDARD");
    Map<String, Object> update = Map.of("stateMachineArn", MACHINE);
    Map<String, Object> logging = Map.of("loggingConfiguration", Map.of("level", "ALL"));
    return Stream.of(
        on("CreateStateMachine", "InvalidArn", with(one, Map.of("roleArn", BAD_ARN))),
        on("CreateStateMachine", "InvalidDefinition", with(one, Map.of("definition", "{}"))),
        on("CreateStateMachine", "InvalidName", with(one, Map.of("name", "a b"))),
        on("CreateStateMachine", "InvalidLoggingConfiguration", with(one, logging)),
        on("CreateStateMachine", "StateMachineAlreadyExists",
            with(machine("m", "STANDARD"), Map.of("definition", OTHER_DEFINITION))),
        on("CreateStateMachine", "StateMachineDeleting", machine("d", "STANDARD")),
        on("CreateStateMachine", "TooManyTags", with(one, TOO_MANY_TAGS)),
        on("CreateStateMachine", "ValidationException", with(one, Map.of("type", "FAST"))),
        on("CreateStateMachine", "InvalidEncryptionConfiguration", with(one, ODD_ENCRYPTION)),
        on("DeleteStateMachine", "InvalidArn", Map.of("stateMachineArn", BAD_ARN)),
        on("DeleteStateMachine", "ValidationException", Map.of("stateMachineArn", MACHINE + ":1")),
        on("DescribeStateMachine", "InvalidArn", Map.of("stateMachineArn", BAD_ARN)),
        on("DescribeStateMachine", "StateMachineDoesNotExist", Map.of("stateMachineArn", NONE)),
        on("ListStateMachines", "InvalidToken", Map.of("nextToken", foreign)),
        on("UpdateStateMachine", "InvalidArn",
            Map.of("stateMachineArn", BAD_ARN, "definition", OTHER_DEFINITION)),
        on("UpdateStateMachine", "InvalidDefinition", with(update, Map.of("definition", "{}"))),
        on("UpdateStateMachine", "InvalidLoggingConfiguration", with(update, logging)),
        on("UpdateStateMachine", "MissingRequiredParameter", update),
        on("UpdateStateMachine", "StateMachineDeleting",
            Map.of("stateMachineArn", DELETING, "definition", OTHER_DEFINITION)),
        on("UpdateStateMachine", "StateMachineDoesNotExist",
            Map.of("stateMachineArn", NONE, "definition", OTHER_DEFINITION)),
        on("UpdateStateMachine", "ServiceQuotaExceededException",
            Map.of("stateMachineArn", full(), "definition", ApiTest.PASS, "publish", true)),
        on("UpdateStateMachine", "ValidationException",
            with(update, Map.of("definition", OTHER_DEFINITION, "versionDescription", "v"))),
        on("UpdateStateMachine", "InvalidEncryptionConfiguration", with(update, ODD_ENCRYPTION)),
        on("ValidateStateMachineDefinition", "ValidationException",
            Map.of("definition", "{}", "severity", "LOUD")),
        on("TestState", "InvalidArn",
            Map.of("definition", "{\"Type\":\"Pass\",\"End\":true}", "roleArn", BAD_ARN)),
        on("TestState", "InvalidDefinition", Map.of("definition", "{\"Type\":\"Passed\"}")),
        on("TestState", "InvalidExecutionInput",
            Map.of("definition", "{\"Type\":\"Pass\",\"End\":true}", "input", "{")),
        on("TestState", "ValidationException",
            Map.of("definition", "{\"Type\":\"Pass\",\"End\":true}", "inspectionLevel", "LOUD")));
  }

  private static Stream<Provocation> aliasesAndVersions(String foreign) {
    String alias = MACHINE + ":PROD";
    return Stream.of(
        on("CreateStateMachineAlias", "InvalidArn", alias("B", BAD_ARN)),
        on("CreateStateMachineAlias", "InvalidName", alias("a b", MACHINE + ":1")),
        on("CreateStateMachineAlias", "ValidationException",
            Map.of("name", "B", "routingConfiguration", routing(MACHINE + ":1", 50))),
        on("CreateStateMachineAlias", "StateMachineDeleting", alias("B", DELETING + ":1")),
        on("CreateStateMachineAlias", "ResourceNotFound", alias("B", MACHINE + ":77")),
        on("CreateStateMachineAlias", "ConflictException",
            with(alias("PROD", MACHINE + ":1"), Map.of("description", "another"))),
        on("CreateStateMachineAlias", "ServiceQuotaExceededException",
            alias("B", MACHINE + ":1")),
        on("DeleteStateMachineAlias", "InvalidArn", Map.of("stateMachineAliasArn", BAD_ARN)),
        on("DeleteStateMachineAlias", "ValidationException",
            Map.of("stateMachineAliasArn", MACHINE)),
        on("DescribeStateMachineAlias", "InvalidArn", Map.of("stateMachineAliasArn", BAD_ARN)),
        on("DescribeStateMachineAlias", "ValidationException",
            Map.of("stateMachineAliasArn", MACHINE)),
        on("DescribeStateMachineAlias", "ResourceNotFound",
            Map.of("stateMachineAliasArn", MACHINE + ":NONE")),
        on("UpdateStateMachineAlias", "InvalidArn",
            Map.of("stateMachineAliasArn", BAD_ARN, "description", "d")),
        on("UpdateStateMachineAlias", "ValidationException",
            Map.of("stateMachineAliasArn", alias)),
        on("UpdateStateMachineAlias", "ResourceNotFound",
            Map.of("stateMachineAliasArn", MACHINE + ":NONE", "description", "d")),
        on("UpdateStateMachineAlias", "StateMachineDeleting",
            Map.of("stateMachineAliasArn", DELETING + ":PROD", "description", "d")),
        on("ListStateMachineAliases", "InvalidArn", Map.of("stateMachineArn", BAD_ARN)),
        on("ListStateMachineAliases", "InvalidToken",
            Map.of("stateMachineArn", MACHINE, "nextToken", foreign)),
        on("ListStateMachineAliases", "ResourceNotFound",
            Map.of("stateMachineArn", MACHINE + ":77")),
        on("ListStateMachineAliases", "StateMachineDoesNotExist",
            Map.of("stateMachineArn", NONE)),
        on("ListStateMachineAliases", "StateMachineDeleting", Map.of("stateMachineArn", DELETING)),
        on("PublishStateMachineVersion", "InvalidArn", Map.of("stateMachineArn", BAD_ARN)),
        on("PublishStateMachineVersion", "ValidationException",
            Map.of("stateMachineArn", MACHINE, "description", "d".repeat(257))),
        on("PublishStateMachineVersion", "StateMachineDeleting",
            Map.of("stateMachineArn", DELETING)),
        on("PublishStateMachineVersion", "StateMachineDoesNotExist",
            Map.of("stateMachineArn", NONE)),
        on("PublishStateMachineVersion", "ServiceQuotaExceededException",
            Map.of("stateMachineArn", full())),
        on("PublishStateMachineVersion", "ConflictException",
            Map.of("stateMachineArn", MACHINE, "revisionId", "another")),
        on("DeleteStateMachineVersion", "InvalidArn", Map.of("stateMachineVersionArn", BAD_ARN)),
        on("DeleteStateMachineVersion", "ValidationException",
            Map.of("stateMachineVersionArn", MACHINE)),
        on("DeleteStateMachineVersion", "ConflictException",
            Map.of("stateMachineVersionArn", MACHINE + ":1")),
        on("ListStateMachineVersions", "InvalidArn", Map.of("stateMachineArn", BAD_ARN)),
        on("ListStateMachineVersions", "ValidationException",
            Map.of("stateMachineArn", MACHINE, "maxResults", 1001)),
        on("ListStateMachineVersions", "InvalidToken",
            Map.of("stateMachineArn", MACHINE, "nextToken", foreign)));
  }

  private static Stream<Provocation> executions(String foreign) {
    return Stream.of(
        on("StartExecution", "ExecutionAlreadyExists",
            Map.of("stateMachineArn", MACHINE, "name", "e", "input", "{\"other\":1}")),
        on("StartExecution", "InvalidArn", Map.of("stateMachineArn", BAD_ARN)),
        on("StartExecution", "InvalidExecutionInput",
            Map.of("stateMachineArn", MACHINE, "input", "{")),
        on("StartExecution", "InvalidName", Map.of("stateMachineArn", MACHINE, "name", "a b")),
        on("StartExecution", "StateMachineDoesNotExist", Map.of("stateMachineArn", NONE)),
        on("StartExecution", "StateMachineDeleting", Map.of("stateMachineArn", DELETING)),
        on("StartExecution", "ValidationException",
            Map.of("stateMachineArn", MACHINE, "input", "\"" + "x".repeat(262_144) + "\"")),
        on("StartSyncExecution", "InvalidArn", Map.of("stateMachineArn", BAD_ARN)),
        on("StartSyncExecution", "InvalidExecutionInput",
            Map.of("stateMachineArn", EXPRESS, "input", "{")),
        on("StartSyncExecution", "InvalidName", Map.of("stateMachineArn", EXPRESS, "name", "a b")),
        on("StartSyncExecution", "StateMachineDoesNotExist", Map.of("stateMachineArn", NONE)),
        on("StartSyncExecution", "StateMachineDeleting", Map.of("stateMachineArn", DELETING)),
        on("StartSyncExecution", "StateMachineTypeNotSupported",
            Map.of("stateMachineArn", MACHINE)),
        on("StopExecution", "InvalidArn", Map.of("executionArn", BAD_ARN)),
        on("StopExecution", "ExecutionDoesNotExist", Map.of("executionArn", RUNNING + "z")),
        on("StopExecution", "ValidationException",
            Map.of("executionArn", RUNNING, "error", "e".repeat(257))),
        on("RedriveExecution", "InvalidArn", Map.of("executionArn", BAD_ARN)),
        on("RedriveExecution", "ExecutionDoesNotExist", Map.of("executionArn", RUNNING + "z")),
        on("RedriveExecution", "ExecutionNotRedrivable", Map.of("executionArn", RUNNING)),
        on("RedriveExecution", "ValidationException",
            Map.of("executionArn", RUNNING, "clientToken", "é")),
        on("DescribeExecution", "InvalidArn", Map.of("executionArn", BAD_ARN)),
        on("DescribeExecution", "ExecutionDoesNotExist", Map.of("executionArn", RUNNING + "z")),
        on("DescribeStateMachineForExecution", "InvalidArn", Map.of("executionArn", BAD_ARN)),
        on("DescribeStateMachineForExecution", "ExecutionDoesNotExist",
            Map.of("executionArn", RUNNING + "z")),
        on("GetExecutionHistory", "InvalidArn", Map.of("executionArn", BAD_ARN)),
        on("GetExecutionHistory", "ExecutionDoesNotExist", Map.of("executionArn", RUNNING + "z")),
        on("GetExecutionHistory", "InvalidToken",
            Map.of("executionArn", RUNNING, "nextToken", foreign)),
        on("ListExecutions", "InvalidArn", Map.of("stateMachineArn", BAD_ARN)),
        on("ListExecutions", "InvalidToken",
            Map.of("stateMachineArn", MACHINE, "nextToken", foreign)),
        on("ListExecutions", "StateMachineDoesNotExist", Map.of("stateMachineArn", NONE)),
        on("ListExecutions", "StateMachineTypeNotSupported", Map.of("stateMachineArn", EXPRESS)),
        on("ListExecutions", "ValidationException", Map.of()),
        on("ListExecutions", "ResourceNotFound", Map.of("mapRunArn", NO_MAP_RUN)));
  }

  private static Stream<Provocation> tasksAndTags() {
    String unknown = ApiServer.TOKENS.issue(1, new UUID(7, 7), 1, 1);
    Map<String, Object> success = Map.of("output", "{}");
    return Stream.concat(
        Stream.of("SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat").flatMap(
            operation -> Stream.of(
                on(operation, "TaskDoesNotExist", with(success, Map.of("taskToken", unknown))),
                on(operation, "InvalidToken", with(success, Map.of("taskToken", "garbage"))),
                on(operation, "TaskTimedOut", with(success, Map.of("taskToken", taskToken))))),
        Stream.of(
            on("SendTaskSuccess", "InvalidOutput", Map.of("taskToken", unknown, "output", "{")),
            on("TagResource", "InvalidArn",
                Map.of("resourceArn", BAD_ARN, "tags", List.of(tag("a")))),
            on("TagResource", "ResourceNotFound",
                Map.of("resourceArn", NONE, "tags", List.of(tag("a")))),
            on("TagResource", "TooManyTags", with(Map.of("resourceArn", MACHINE), TOO_MANY_TAGS)),
            on("UntagResource", "InvalidArn",
                Map.of("resourceArn", BAD_ARN, "tagKeys", List.of("a"))),
            on("UntagResource", "ResourceNotFound",
                Map.of("resourceArn", NONE, "tagKeys", List.of("a"))),
            on("ListTagsForResource", "InvalidArn", Map.of("resourceArn", BAD_ARN)),
            on("ListTagsForResource", "ResourceNotFound", Map.of("resourceArn", NONE))));
  }

  /** A state machine with as many versions as it may have, and a revision that is none yet. */
  private static String full() {
    String arn = PREFIX + "stateMachine:full";
    if (call("DescribeStateMachine", Map.of("stateMachineArn", arn)).statusCode() != 200) {
      done("CreateStateMachine", machine("full", "STANDARD"));
      done("UpdateStateMachine",
          Map.of("stateMachineArn", arn, "definition", OTHER_DEFINITION, "publish", true));
      done("UpdateStateMachine", Map.of("stateMachineArn", arn, "roleArn", ApiTest.ROLE + "2"));
    }
    return arn;
  }

  private static Map<String, Object> machine(String name, String type) {
    return Map.of("name", name, "type", type, "definition", ApiTest.PASS, "roleArn", ApiTest.ROLE,
        "publish", true);
  }

  private static Map<String, Object> alias(String name, String version) {
    return Map.of("name", name, "routingConfiguration", routing(version, 100));
  }

  private static List<Map<String, Object>> routing(String version, int weight) {
    return List.of(Map.of("stateMachineVersionArn", version, "weight", weight));
  }

  private static Map<String, String> tag(String key) {
    return Map.of("key", key, "value", "v");
  }

  private static Provocation on(String operation, String error, Map<String, Object> request) {
    return new Provocation(operation, error, request);
  }

  private static Map<String, Object> with(Map<String, Object> request, Map<String, Object> more) {
    Map<String, Object> whole = new LinkedHashMap<>(request);
    whole.putAll(more);
    return whole;
  }

  private static void done(String operation, Map<String, Object> request) {
    HttpResponse<String> answer = call(operation, request);
    assertThat(answer.statusCode()).as("%s: %s", operation, answer.body()).isEqualTo(200);
  }

  private static HttpResponse<String> call(String operation, Map<String, Object> members) {
    return SERVER.post("AWSStepFunctions." + operation, Json.write(new HashMap<>(members)));
  }

  private static Map<?, ?> tree(HttpResponse<String> answer) {
    return map(Json.parse(answer.body()));
  }

  private static Map<String, List<String>> declared() throws IOException {
    try (InputStream in = Objects.requireNonNull(
        ApiServer.class.getResourceAsStream("/dev/pawl/api/sfn-2016-11-23.json"))) {
      Map<?, ?> model = map(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      Map<String, List<String>> declared = new HashMap<>();
      map(model.get("operations")).forEach((name, operation) -> declared.put((String) name,
          ((List<?>) Objects.requireNonNull(map(operation).get("errors"))).stream()
              .map(String::valueOf).toList()));
      return declared;
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }
}
