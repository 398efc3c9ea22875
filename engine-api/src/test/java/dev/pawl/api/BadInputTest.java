package dev.pawl.api;

import static dev.pawl.api.ApiTest.PASS;
import static dev.pawl.api.ApiTest.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every bad request gets AWS's error and a message that helps, and writes nothing. */
final class BadInputTest {
  private static final ApiServer SERVER = ApiServer.handingOff();
  private static final String PREFIX = "arn:aws:states:us-east-1:111111111111:";
  private static final String MACHINE = PREFIX + "stateMachine:machine";

  static {
    SERVER.sdk().createStateMachine(r -> r.name("machine").definition(PASS).roleArn(ROLE));
    SERVER.sdk().createStateMachine(r -> r.name("second").definition(PASS).roleArn(ROLE));
  }

  private final long rows = SERVER.rows();

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
      ListStateMachines | {                          | SerializationException | The request is not JSON
      ListStateMachines | [1]                        | SerializationException | must be a JSON object
      ListStateMachines | {"maxResults":"1"}         | SerializationException | STRING_VALUE can not be converted to an Integer
      ListStateMachines | {"maxResults":99999999999} | SerializationException | NUMBER_VALUE can not be converted to an Integer
      ListStateMachines | {"maxResults":1001}        | ValidationException    | 1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000
      ListStateMachines | {"nextToken":"AAAA"}       | InvalidToken           | Invalid Token
      ListStateMachines | {"nextToken":"not base64"} | InvalidToken           | Invalid Token
      CreateActivity    | {"name":"a","tags":{}}     | SerializationException | A structure found where a list is expected
      CreateActivity    | {"name":7}                 | SerializationException | NUMBER_VALUE can not be converted to a String
      CreateActivity    | {}                         | ValidationException    | 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null
      CreateActivity    | {"name":"a/b"}             | InvalidName            | Invalid Name: 'a/b'
      CreateActivity    | {"name":""}                | InvalidName            | Invalid Name: ''
      CreateActivity    | {"name":"a\\u0085b"}       | InvalidName            | Invalid Name
      CreateActivity    | {"name":"\\ud800"}         | SerializationException | surrogate
      CreateActivity    | {"name":"a","tags":[{"key":"k","value":"\\u0000"}]} | ValidationException | 'tags.1.member.value' failed to satisfy constraint: Member must not contain the character U+0000
      GetActivityTask   | {"activityArn":"no_an_activity_arn"} | InvalidArn   | Invalid Arn: 'Invalid ARN prefix: no_an_activity_arn'
      DescribeExecution | {"executionArn":"arn:aws:states:us-east-1:111111111111:express:a:b:c"} | InvalidArn | Invalid Arn: 'Resource type not valid in this context: express'
      DescribeExecution | {"executionArn":"arn:aws:states:us-east-1:111111111111:execution:machine:none"} | ExecutionDoesNotExist | Execution Does Not Exist: 'arn:aws:states:us-east-1:111111111111:execution:machine:none'
      DescribeExecution | {"executionArn":"arn:aws:states:us-east-1:111111111111:execution:machine:x","includedData":"SOME"} | ValidationException | Member must satisfy enum value set: [ALL_DATA, METADATA_ONLY]
      StopExecution     | {"executionArn":"arn:aws:states:us-east-1:111111111111:execution:machine:none"} | ExecutionDoesNotExist | Execution Does Not Exist
      DescribeStateMachine | {"stateMachineArn":"arn:aws:states:us-east-1:222222222222:stateMachine:machine"} | StateMachineDoesNotExist | State Machine Does Not Exist
      DescribeStateMachine | {"stateMachineArn":"arn:aws:states:eu-west-1:111111111111:stateMachine:machine"} | StateMachineDoesNotExist | State Machine Does Not Exist
      DescribeStateMachine | {"stateMachineArn":"arn:aws:lambda:us-east-1:111111111111:function:f"} | InvalidArn | Invalid ARN prefix
      UpdateStateMachine | {"stateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:machine"} | MissingRequiredParameter | Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified
      UpdateStateMachine | {"stateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:machine","roleArn":"admin"} | InvalidArn | Invalid ARN of a role: admin
      UpdateStateMachine | {"stateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:machine","versionDescription":"x"} | ValidationException | can only be set when publish
      ListExecutions    | {}                         | ValidationException    | stateMachineArn
      UpdateMapRun      | {"mapRunArn":"arn:aws:states:us-east-1:111111111111:mapRun:machine/Map:0190d7e8-0000-7000-8000-000000000001","toleratedFailurePercentage":101} | ValidationException | Value '101' at 'toleratedFailurePercentage' failed to satisfy constraint: Member must have value less than or equal to 100
      UpdateMapRun      | {"mapRunArn":"arn:aws:states:us-east-1:111111111111:mapRun:machine/Map:0190d7e8-0000-7000-8000-000000000001","toleratedFailurePercentage":-0.5} | ValidationException | Value '-0.5' at 'toleratedFailurePercentage' failed to satisfy constraint: Member must have value greater than or equal to 0
      UpdateMapRun      | {"mapRunArn":"arn:aws:states:us-east-1:111111111111:mapRun:machine/Map:0190d7e8-0000-7000-8000-000000000001","toleratedFailureCount":-1} | ValidationException | Value '-1' at 'toleratedFailureCount' failed to satisfy constraint: Member must have value greater than or equal to 0
      SendTaskSuccess   | {"taskToken":"wrong","output":"{}"}  | InvalidToken | Invalid Token
      SendTaskHeartbeat | {"taskToken":"wrong"}      | InvalidToken           | Invalid Token
      SendTaskSuccess   | {"taskToken":"wrong","output":"{"}   | InvalidOutput | Invalid Output
      NoSuchOperation   | {}                         | UnknownOperationException | Unknown operation: AWSStepFunctions.NoSuchOperation
      """)
  void isRefused(String operation, String body, String code, String message) {
    refused(SERVER.post("AWSStepFunctions." + operation, body), 400, code, message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      not some json   | Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
      {'not': 'json'  | Unexpected character (''' (code 39)): was expecting double-quote to start field name
      ``              | Invalid execution input.
      NaN             | Non-standard token 'NaN'
      1e999999999     | Number out of range
      "\\ud800"       | Half of a surrogate pair
      {} {}           | Trailing token
      """)
  void inputThatIsNotJsonIsRefused(String input, String message) {
    refused(
        call("StartExecution", Map.of("stateMachineArn", MACHINE, "input", input)), 400,
        "InvalidExecutionInput", "Invalid State Machine Execution Input: '" + message);
  }

  @Test
  void inputThatIsNestedTooDeepIsRefused() {
    refused(
        call("StartExecution", Map.of("stateMachineArn", MACHINE, "input", "[".repeat(1_000))),
        400, "InvalidExecutionInput", "JSON may be nested 500 deep");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ü"})
  void inputOverTheLimitIsRefusedByItsBytesAndNotRepeated(String character) {
    String input = "\"" + character.repeat(character.equals("x") ? 262_143 : 131_072) + "\"";

    var answer = call("StartExecution", Map.of("stateMachineArn", MACHINE, "input", input));

    refused(
        answer, 400, "ValidationException",
        "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144");
    assertThat(answer.body()).hasSizeLessThan(300);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {}                   | SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /
      not a definition     | INVALID_JSON_DESCRIPTION
      {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}} | MISSING_TRANSITION_TARGET
      """)
  void aDefinitionThatCannotRunIsRefused(String definition, String message) {
    refused(
        call(
            "CreateStateMachine",
            Map.of("name", "bad", "definition", definition, "roleArn", ROLE)),
        400, "InvalidDefinition", message);
    refused(
        call("UpdateStateMachine", Map.of("stateMachineArn", MACHINE, "definition", definition)),
        400, "InvalidDefinition", message);
  }

  static Stream<String> definitionsOverABound() {
    String states = IntStream.rangeClosed(0, 10_000)
        .mapToObj(i -> "\"S%d\":{\"Type\":\"Pass\",\"Next\":\"S%d\"}".formatted(i, i + 1))
        .collect(Collectors.joining(","));
    String nested = "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}";
    for (int level = 0; level < 32; level++) {
      nested = """
          {"StartAt":"Q%1$d","States":{"Q%1$d":{"Type":"Parallel","End":true,"Branches":[%2$s]}}}"""
          .formatted(level, nested);
    }
    return Stream.of(
        "{\"StartAt\":\"S0\",\"States\":{" + states
            + ",\"S10001\":{\"Type\":\"Succeed\"}}}",
        nested,
        "{\"StartAt\":\"A\",\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}",
        "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"},\"A\":{\"Type\":\"Fail\"}}}",
        "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true,"
            + "\"Output\":\"{% 1 + %}\"}}}",
        "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true,"
            + "\"Output\":\"{% 1" + " + 1".repeat(10_000) + " %}\"}}}");
  }

  @ParameterizedTest
  @MethodSource("definitionsOverABound")
  void aDefinitionOverABoundOrThatDoesNotCompileIsRefusedWithItsPlace(String definition) {
    var answer = call("CreateStateMachine",
        Map.of("name", "bad", "definition", definition, "roleArn", ROLE));

    refused(answer, 400, "InvalidDefinition", "Invalid State Machine Definition");
    assertThat(answer.body()).hasSizeLessThan(2_000);
  }

  static Stream<String> namesThatNobodyMayHave() {
    return Stream.concat(Stream.of("", "x".repeat(81)),
        " <>{}[]?*\"#%\\^|~`$&,;:/\u0000\u001f\u007f\u009f\u2028".chars()
            .mapToObj(c -> "a" + (char) c + "b"));
  }

  @ParameterizedTest
  @MethodSource("namesThatNobodyMayHave")
  void aNameThatNobodyMayHaveIsRefused(String name) {
    refused(call("CreateActivity", Map.of("name", name)), 400, "InvalidName", "Invalid Name");
    refused(
        call("CreateStateMachine", Map.of("name", name, "definition", "{}", "roleArn", ROLE)),
        400, "InvalidName", "Invalid Name");
    refused(call("StartExecution", Map.of("stateMachineArn", MACHINE, "name", name)), 400,
        "InvalidName", "Invalid Name");
    refused(call("StartSyncExecution", Map.of("stateMachineArn", MACHINE, "name", name)), 400,
        "InvalidName", "Invalid Name");
    refused(
        call("CreateStateMachineAlias", Map.of("name", name, "routingConfiguration",
            List.of(Map.of("stateMachineVersionArn", MACHINE + ":1", "weight", 100)))),
        400, "InvalidName", "Invalid Name");
  }

  @Test
  void aBodyOverAMebibyteIsRefused() {
    refused(
        SERVER.post("AWSStepFunctions.ListStateMachines", " ".repeat(1_048_577)), 413,
        "RequestEntityTooLargeException", "1048576");
  }

  @Test
  void aRequestWithoutTargetIsRefused() {
    refused(
        SERVER.post(HttpRequest.newBuilder(), "{}"), 400, "UnknownOperationException",
        "X-Amz-Target");
  }

  @Test
  void aGarbledSignatureIsRefused() {
    refused(
        SERVER.post(
            HttpRequest.newBuilder()
                .header("X-Amz-Target", "AWSStepFunctions.ListStateMachines")
                .header("Authorization", "AWS4-HMAC-SHA256 nonsense"),
            "{}"),
        400, "IncompleteSignatureException", "Credential");
  }

  @Test
  void aTokenOfAnotherAccountOrKeyIsRefused() {
    UUID id = UUID.randomUUID();
    byte[] otherKey = new byte[32];
    Arrays.fill(otherKey, (byte) 1);

    for (TaskTokens foreign : new TaskTokens[]{new TaskTokens(new byte[32], "222222222222"),
        new TaskTokens(otherKey, ApiServer.ACCOUNT)}) {
      refused(
          call(
              "SendTaskFailure", Map.of("taskToken", foreign.issue(1, id, 1, 1), "error", "E")),
          400, "InvalidToken", "Invalid Token");
    }
  }

  @Test
  void aPageTokenIsGoodForItsListAndFilterOnly() {
    for (int i = 0; i < 3; i++) {
      call("StartExecution", Map.of("stateMachineArn", MACHINE, "name", "page" + i));
    }
    long written = SERVER.rows();
    String machines = next(call("ListStateMachines", Map.of("maxResults", 1)));
    String executions = next(
        call("ListExecutions", Map.of("stateMachineArn", MACHINE, "maxResults", 1)));

    assertThat(
        call("ListExecutions",
            Map.of("stateMachineArn", MACHINE, "maxResults", 1, "nextToken", executions))
            .statusCode())
        .isEqualTo(200);
    for (Map<String, Object> misuse : List.<Map<String, Object>>of(
        Map.of("stateMachineArn", MACHINE, "nextToken", machines),
        Map.of("stateMachineArn", MACHINE, "nextToken", executions + "AA"),
        Map.of("stateMachineArn", MACHINE, "nextToken", executions, "statusFilter", "FAILED"),
        Map.of("stateMachineArn", PREFIX + "stateMachine:second", "nextToken", executions))) {
      assertThat(call("ListExecutions", misuse).body()).contains("\"InvalidToken\"");
    }
    assertThat(SERVER.rows()).isEqualTo(written);
  }

  private static String next(HttpResponse<String> answer) {
    return (String) Objects.requireNonNull(tree(answer).get("nextToken"));
  }

  private static HttpResponse<String> call(String operation, Map<String, Object> members) {
    return SERVER.post("AWSStepFunctions." + operation, Json.write(new HashMap<>(members)));
  }

  private void refused(HttpResponse<String> answer, int status, String code, String message) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(tree(answer).get("__type")).as(answer.body()).isEqualTo(code);
    assertThat((String) tree(answer).get("message")).contains(message);
    assertThat(answer.headers().firstValue("x-amzn-RequestId")).isPresent();
    assertThat(SERVER.rows()).as("rows").isEqualTo(rows);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> tree(HttpResponse<String> answer) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(Json.parse(answer.body()));
  }
}
