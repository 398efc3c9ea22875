package dev.pawl.api;

import static dev.pawl.api.ApiTest.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Json;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.InspectionLevel;
import software.amazon.awssdk.services.sfn.model.TestExecutionStatus;

/** TestState, called by the AWS SDK and by hand. */
final class TestStateTest {
  private static final ApiServer SERVER = ApiServer.handingOff();

  /** The SDK would send the request to the host {@code sync-localhost}. */
  private static final SfnClient SDK = SfnClient.builder()
      .endpointOverride(SERVER.address())
      .region(Region.US_EAST_1)
      .credentialsProvider(
          StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
      .overrideConfiguration(override -> override
          .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true))
      .build();

  private static final String TASK = "{\"Type\":\"Task\",\"Resource\":"
      + "\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":{\"QueueUrl\":\"q\","
      + "\"MessageBody.$\":\"$\"},\"Retry\":[{\"ErrorEquals\":[\"Busy\"]}],\"Next\":\"N\"}";

  private final long rows = SERVER.rows();

  @AfterAll
  static void close() {
    SDK.close();
    SERVER.close();
  }

  @Test
  void aStateIsRunAndNothingIsKept() {
    var answer = SDK.testState(request -> request.definition("{\"Type\":\"Pass\",\"Next\":\"N\"}")
        .input("{\"a\": 1}").inspectionLevel(InspectionLevel.DEBUG));

    assertThat(answer.status()).isEqualTo(TestExecutionStatus.SUCCEEDED);
    assertThat(answer.output()).isEqualTo("{\"a\": 1}");
    assertThat(answer.nextState()).isEqualTo("N");
    assertThat(answer.inspectionData().afterInputPath()).isEqualTo("{\"a\": 1}");
    assertThat(SERVER.rows()).isEqualTo(rows);
  }

  @Test
  void withoutALevelOnlyTheOutcomeIsShown() {
    var answer = SDK.testState(request -> request.definition(TASK)
        .mock(mock -> mock.result("{\"MessageId\":\"m\"}")));

    assertThat(answer.output()).isEqualTo("{\"MessageId\":\"m\"}");
    assertThat(answer.inspectionData()).isNull();
  }

  @Test
  void aMockedErrorTellsWhichRetrierTakesIt() {
    var answer = SDK.testState(request -> request.definition(TASK)
        .mock(mock -> mock.errorOutput(error -> error.error("Busy").cause("why")))
        .stateConfiguration(assumed -> assumed.retrierRetryCount(1))
        .inspectionLevel(InspectionLevel.TRACE));

    assertThat(answer.status()).isEqualTo(TestExecutionStatus.RETRIABLE);
    assertThat(answer.error()).isEqualTo("Busy");
    assertThat(answer.cause()).isEqualTo("why");
    assertThat(answer.inspectionData().errorDetails().retryIndex()).isZero();
    assertThat(answer.inspectionData().errorDetails().retryBackoffIntervalSeconds()).isEqualTo(2);
  }

  @Test
  void theContextObjectIsThatOfAnExpressExecution() {
    var answer = SDK.testState(request -> request
        .definition("{\"Type\":\"Pass\",\"Parameters\":{\"c.$\":\"$$\"},\"End\":true}"));

    Map<?, ?> output = (Map<?, ?>) Objects.requireNonNull(Json.parse(answer.output()));
    Map<?, ?> context = (Map<?, ?>) Objects.requireNonNull(output.get("c"));
    Map<?, ?> execution = (Map<?, ?>) Objects.requireNonNull(context.get("Execution"));
    assertThat(String.valueOf(execution.get("Id")))
        .startsWith("arn:aws:states:us-east-1:111111111111:express:")
        .endsWith(":" + execution.get("Name"));
    assertThat(execution.containsKey("RoleArn")).isTrue();
    assertThat(execution.get("RoleArn")).isNull();
  }

  @Test
  void aShortWaitIsWaitedForAndALongOneTimesOut() {
    var waited = SDK.testState(request -> request
        .definition("{\"Type\":\"Wait\",\"Seconds\":1,\"Next\":\"N\"}"));
    var timedOut = SDK.testState(request -> request
        .definition("{\"Type\":\"Wait\",\"Seconds\":301,\"Next\":\"N\"}"));

    assertThat(waited.nextState()).isEqualTo("N");
    assertThat(timedOut.status()).isEqualTo(TestExecutionStatus.FAILED);
    assertThat(timedOut.error()).isEqualTo("States.Timeout");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
      {} | ValidationException | 1 validation error detected: Value null at 'definition' failed to satisfy constraint: Member must not be null
      {"definition":"{"} | InvalidDefinition | Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION
      {"definition":"PASS","input":"{"} | InvalidExecutionInput | Invalid State Machine Execution Input: '
      {"definition":"PASS","variables":"["} | ValidationException | Variables must be valid JSON
      {"definition":"PASS","variables":"[]"} | ValidationException | Variables must be a JSON object.
      {"definition":"PASS","inspectionLevel":"ALL"} | ValidationException | failed to satisfy constraint: Member must satisfy enum value set: [INFO, DEBUG, TRACE]
      {"definition":"PASS","roleArn":"me"} | InvalidArn | Invalid Arn: 'Invalid ARN of a role: me'
      {"definition":"PASS","mock":{"result":"{}"}} | ValidationException | State type 'Pass' is not supported when a mock is specified
      {"definition":"PASS","mock":{}} | ValidationException | State type 'Pass' is not supported when a mock is specified
      {"definition":"PASS","context":"{}"} | ValidationException | TestState does not support Context when a mock is not specified.
      {"definition":"PASS","stateConfiguration":{"retrierRetryCount":1}} | ValidationException | TestState does not support RetrierRetryCount when a mock is not specified.
      {"definition":"PASS","stateConfiguration":{"retrierRetryCount":-1}} | ValidationException | Member must have value greater than or equal to 0
      {"definition":"MACHINE","stateName":"none"} | ValidationException | State not found in definition
      {"definition":"TASK"} | ValidationException | RoleArn must be specified when testing a Task state
      {"definition":"TASK","roleArn":"ROLE"} | ServiceUnavailable | This node makes no calls; ask one with the role worker, or give a mock
      {"definition":"TASK","revealSecrets":true,"mock":{"result":"{}"}} | ValidationException | TestState does not support RevealSecrets when a mock is specified.
      {"definition":"TASK","mock":{"result":"{}","errorOutput":{}}} | ValidationException | A test mock should have only one of the following fields: [result, errorOutput].
      {"definition":"TASK","mock":{"result":"{"}} | ValidationException | Mocked result must be valid JSON
      {"definition":"TASK","mock":{"result":"[]"}} | ValidationException | Mocked result must be a JSON object.
      {"definition":"TASK","mock":{"result":"{}"},"context":"[]"} | ValidationException | Invalid Context object provided: The value must be a JSON object
      {"definition":"TASK","mock":{"result":"{}"},"context":"{\\"Map\\":{}}"} | ValidationException | Invalid Context object provided: 'Map' field is not supported when mocking a Context object
      {"definition":"TASK","mock":{"result":"{}"},"context":"{\\"Task\\":{}}"} | ValidationException | Invalid Context object provided: Field 'Task' is not allowed
      {"definition":"TASK","mock":{"result":"{}"},"context":"{\\"State\\":1}"} | ValidationException | Invalid Context object provided: Field 'State' must be an object
      {"definition":"ACTIVITY","roleArn":"ROLE"} | InvalidDefinition | TestState API does not support Activity tasks
      """)
  void whatCannotBeTestedIsRefused(String body, String code, String message) {
    String whole = body.replace("PASS", "{\\\"Type\\\":\\\"Pass\\\",\\\"End\\\":true}")
        .replace("MACHINE",
            escaped("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}"))
        .replace("TASK", escaped(TASK))
        .replace("ACTIVITY", escaped("{\"Type\":\"Task\",\"End\":true,\"Resource\":"
            + "\"arn:aws:states:us-east-1:111111111111:activity:a\"}"))
        .replace("\"ROLE\"", "\"" + ROLE + "\"");

    HttpResponse<String> answer = SERVER.post("AWSStepFunctions.TestState", whole);

    Map<String, @Nullable Object> error = new HashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(Json.parse(answer.body())))
        .forEach((name, value) -> error.put(String.valueOf(name), value));
    assertThat(error).containsEntry("__type", code);
    assertThat(String.valueOf(error.get("message"))).contains(message);
    assertThat(SERVER.rows()).isEqualTo(rows);
  }

  private static String escaped(String json) {
    return json.replace("\"", "\\\"");
  }
}
