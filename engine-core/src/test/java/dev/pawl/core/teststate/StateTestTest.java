package dev.pawl.core.teststate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.interpreter.StateTrial.Status;
import dev.pawl.core.interpreter.StateTrial.Wish;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StateTestTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final StateTests TESTS = new StateTests();
  private static final String ROLE = "arn:aws:iam::111111111111:role/r";
  private static final String TASK = """
      {"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true,
       "Parameters":{"QueueUrl":"q","MessageBody.$":"$.a"},
       "ResultSelector":{"id.$":"$.MessageId"},"ResultPath":"$.sent","OutputPath":"$.sent",
       "Retry":[{"ErrorEquals":["Other"]},
                {"ErrorEquals":["Busy"],"IntervalSeconds":2,"BackoffRate":3,"MaxAttempts":2}],
       "Catch":[{"ErrorEquals":["Busy"],"ResultPath":"$.error","Next":"Later"}]}
      """;
  private static final String MAP = """
      {"Type":"Map","ItemsPath":"$.items","End":true,"MaxConcurrency":3,
       "ItemSelector":{"n.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index"},
       "ToleratedFailurePercentage":50,
       "ItemBatcher":{"MaxItemsPerBatch":2,"BatchInput":{"x":1}},
       "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
         "StartAt":"Inner","States":{"Inner":{"Type":"Pass","End":true}}}}
      """;

  @Test
  void aPassStateShowsEachStageOfItsData() {
    var request = TestRequest.of("""
        {"Type":"Pass","InputPath":"$.payload","Parameters":{"data":1},"ResultPath":"$.result",
         "OutputPath":"$.result.data","Next":"Another State"}
        """, "{\"payload\": {\"foo\": \"bar\"}}");

    var result = run(request);

    assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(result.nextState()).isEqualTo("Another State");
    assertThat(text(result.output())).isEqualTo("1");
    assertThat(result.inspection()).containsExactlyInAnyOrderEntriesOf(Map.of(
        "input", "{\"payload\": {\"foo\": \"bar\"}}",
        "afterInputPath", "{\"foo\":\"bar\"}",
        "afterParameters", "{\"data\":1}",
        "afterResultSelector", "{\"data\":1}",
        "afterResultPath", "{\"payload\":{\"foo\":\"bar\"},\"result\":{\"data\":1}}"));
  }

  @Test
  void aMockedResultGoesTheWayOfARealOne() {
    var result = run(TestRequest.of(TASK, "{\"a\":1}")
        .mocked(result("{\"MessageId\":\"m\"}")));

    assertThat(text(result.output())).isEqualTo("{\"id\":\"m\"}");
    assertThat(result.nextState()).isNull();
    assertThat(result.inspection())
        .containsEntry("afterParameters", "{\"QueueUrl\":\"q\",\"MessageBody\":1}")
        .containsEntry("result", "{\"MessageId\":\"m\"}")
        .containsEntry("afterResultSelector", "{\"id\":\"m\"}")
        .containsEntry("afterResultPath", "{\"a\":1,\"sent\":{\"id\":\"m\"}}");
  }

  @Test
  void aRealCallIsTheCallersToMake() {
    var run = prepared(TestRequest.of(TASK, "{\"a\":1}").by(ROLE));

    var wish = run.begin(EvaluationWatch.NONE);
    run.answer(Outcome.ok(Payload.ofText("{\"MessageId\":\"real\"}")), EvaluationWatch.NONE);

    assertThat(wish).isInstanceOfSatisfying(Wish.Call.class, call -> assertThat(
        call.parameters().text()).isEqualTo("{\"QueueUrl\":\"q\",\"MessageBody\":1}"));
    assertThat(text(run.result().output())).isEqualTo("{\"id\":\"real\"}");
  }

  @Test
  void aWaitWaits() {
    var run = prepared(TestRequest.of("{\"Type\":\"Wait\",\"Seconds\":7,\"Next\":\"N\"}", "{}"));

    var wish = run.begin(EvaluationWatch.NONE);
    run.waited(EvaluationWatch.NONE);

    assertThat(wish).isEqualTo(new Wish.Until(NOW.plusSeconds(7)));
    assertThat(run.result().nextState()).isEqualTo("N");
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      0, RETRIABLE, 2
      1, RETRIABLE, 6
      """)
  void anErrorIsRetriableWhileItsRetrierIsNotUsedUp(int used, Status status, long backoff) {
    var result = run(TestRequest.of(TASK, "{\"a\":1}").mocked(error("Busy"))
        .assuming(retried(used)));

    assertThat(result.status()).isEqualTo(status);
    assertThat(result.error()).isEqualTo(new StatesError("Busy", "why"));
    assertThat(result.output()).isNull();
    assertThat(result.inspection()).containsEntry("errorDetails",
        Map.of("retryIndex", 1, "retryBackoffIntervalSeconds", backoff));
  }

  @Test
  void anErrorIsCaughtOnceItsRetrierIsUsedUp() {
    var result = run(TestRequest.of(TASK, "{\"a\":1}").mocked(error("Busy"))
        .assuming(retried(2)));

    assertThat(result.status()).isEqualTo(Status.CAUGHT_ERROR);
    assertThat(result.nextState()).isEqualTo("Later");
    assertThat(text(result.output()))
        .isEqualTo("{\"a\":1,\"error\":{\"Error\":\"Busy\",\"Cause\":\"why\"}}");
    assertThat(result.inspection()).containsEntry("errorDetails",
        Map.of("catchIndex", 0, "retryIndex", 1));
  }

  @Test
  void theContextObjectMaySayHowOftenTheStateWasRetried() {
    var result = run(TestRequest.of(TASK, "{\"a\":1}").mocked(error("Busy"))
        .within("{\"State\":{\"RetryCount\":2}}"));

    assertThat(result.status()).isEqualTo(Status.CAUGHT_ERROR);
  }

  @Test
  void anErrorThatNobodyTakesFailsTheState() {
    var result = run(TestRequest.of(TASK, "{\"a\":1}").mocked(error("Unknown")));

    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.error()).isEqualTo(new StatesError("Unknown", "why"));
    assertThat(result.inspection()).doesNotContainKey("errorDetails");
  }

  @Test
  void theCauseOfAFaultDoesNotNameTheState() {
    var result = run(TestRequest.of("""
        {"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $nothing %}","End":true}
        """, "{}"));

    assertThat(result.error()).isEqualTo(new StatesError("States.QueryEvaluationError",
        "The JSONata expression '$nothing' specified for the field 'Output' returned nothing"
            + " (undefined)."));
  }

  @Test
  void aMapShowsItsItemsAsItsChildrenWouldGetThem() {
    var result = run(TestRequest.of(MAP, "{\"items\":[7,8,9]}").mocked(result("[1,2,3]")));

    assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(text(result.output())).isEqualTo("[1,2,3]");
    assertThat(result.inspection())
        .containsEntry("afterItemsPath", "[7,8,9]")
        .containsEntry("afterItemSelector",
            "[{\"n\":7,\"i\":0},{\"n\":8,\"i\":1},{\"n\":9,\"i\":2}]")
        .containsEntry("afterItemBatcher",
            "[{\"BatchInput\":{\"x\":1},\"Items\":[{\"n\":7,\"i\":0},{\"n\":8,\"i\":1}]},"
                + "{\"BatchInput\":{\"x\":1},\"Items\":[{\"n\":9,\"i\":2}]}]")
        .containsEntry("maxConcurrency", 3L)
        .containsEntry("toleratedFailurePercentage", 50.0)
        .doesNotContainKeys("toleratedFailureCount", "result");
  }

  @ParameterizedTest
  @CsvSource({"1, SUCCEEDED", "2, FAILED"})
  void aMapFailsWhereMoreIterationsFailedThanItTolerates(int failed, Status status) {
    var result = run(TestRequest.of(MAP, "{\"items\":[7,8,9]}").mocked(result("[1,2,3]"))
        .assuming(new StateConfiguration(OptionalInt.empty(), Optional.empty(),
            OptionalInt.of(failed), Optional.empty())));

    assertThat(result.status()).isEqualTo(status);
    assertThat(result.error()).isEqualTo(status == Status.SUCCEEDED
        ? null
        : new StatesError("States.ExceedToleratedFailureThreshold",
            "The specified tolerated failure threshold was exceeded"));
  }

  @Test
  void moreIterationsThanThereAreItemsCannotFail() {
    var request = TestRequest.of(MAP, "{\"items\":[7]}").mocked(result("[1]"))
        .assuming(new StateConfiguration(OptionalInt.empty(), Optional.empty(),
            OptionalInt.of(2), Optional.empty()));

    assertThatThrownBy(() -> run(request)).isInstanceOf(RefusedTestException.class)
        .hasMessage("MapIterationFailureCount cannot exceed the number of items.");
  }

  @Test
  void whatAnItemReaderReadsIsPointedInto() {
    var request = TestRequest.of("""
        {"Type":"Map","QueryLanguage":"JSONata","End":true,
         "ItemReader":{"Resource":"arn:aws:states:::s3:getObject",
           "ReaderConfig":{"InputType":"JSON","ItemsPointer":"/a/list"},
           "Arguments":{"Bucket":"b","Key":"k"}},
         "ItemSelector":{"v":"{% $states.context.Map.Item.Value %}"},
         "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
           "StartAt":"Inner","States":{"Inner":{"Type":"Pass","End":true}}}}
        """, "{}").mocked(result("[0]"))
        .assuming(new StateConfiguration(OptionalInt.empty(), Optional.empty(),
            OptionalInt.empty(), Optional.of("{\"a\":{\"list\":[5,6]}}")));

    assertThat(run(request).inspection())
        .containsEntry("afterItemsPointer", "[5,6]")
        .containsEntry("afterItemSelector", "[{\"v\":5},{\"v\":6}]");
  }

  @Test
  void aStateInsideAMapSeesItsInputAsTheFirstItem() {
    var request = TestRequest.of("""
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"I",
          "States":{"I":{"Type":"Pass","Parameters":{"v.$":"$$.Map.Item.Value",
            "i.$":"$$.Map.Item.Index"},"End":true}}}}}}
        """, "{\"a\":1}").named("I");

    assertThat(text(run(request).output())).isEqualTo("{\"v\":{\"a\":1},\"i\":0}");
  }

  @Test
  void variablesAreThoseGivenAndThoseAssigned() {
    var result = run(TestRequest.of("""
        {"Type":"Pass","Assign":{"b.$":"$.x","a":2},"Next":"N"}
        """, "{\"x\":3}").knowing("{\"a\":1,\"c\":0}"));

    assertThat(Json.parse(String.valueOf(result.inspection().get("variables"))))
        .isEqualTo(Map.of("a", 2, "b", 3, "c", 0));
  }

  @Test
  void aGivenContextObjectTakesThePlaceOfTheMadeUpOne() {
    var result = run(TestRequest.of("""
        {"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true,
         "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}}
        """, "{}").mocked(result("{}")).within("{\"Task\":{\"Token\":\"t\"}}"));

    assertThat(result.inspection()).containsEntry("afterParameters",
        "{\"QueueUrl\":\"q\",\"MessageBody\":\"t\"}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      lambda:invoke | {"StatusCode":"200"} | Field 'StatusCode' must be a number
      lambda:invoke | {"Payload":{"any":["thing"]}} |
      lambda:invoke | {"StatusCode":200,"LogResult":7} | Field 'LogResult' must be a string
      events:putEvents | {"Entries":"no"} | Field 'Entries' must be an array
      events:putEvents | {"Entries":[{"EventId":[]}]} | Field 'EventId' must be a string
      events:putEvents | {"other":1} |
      dynamodb:putItem | {"Attributes":[]} | Field 'Attributes' must be an object
      dynamodb:putItem | {"Attributes":{"a":{"BOOL":"x"}}} | Field 'BOOL' must be a boolean
      states:startExecution | {} | Required field 'ExecutionArn' is missing
      states:startExecution.sync | {} | Required field 'ExecutionArn' is missing
      states:startExecution.sync:2 | {"ExecutionArn":"a","StateMachineArn":"m","Status":"DONE","StartDate":"d"} | Field 'Status' is not an expected value
      aws-sdk:s3:getObject | {"StorageClass":"Papyrus"} | Field 'StorageClass' is not an expected value
      aws-sdk:kms:encrypt | {"CiphertextBlob":""} | Field 'CiphertextBlob' is smaller than the minimum length
      aws-sdk:lambda:getFunction | {"Configuration":{"MemorySize":1}} | Field 'MemorySize' is smaller than the minimum value
      aws-sdk:nosuchservice:doIt | {"any":1} |
      apigateway:invoke | {"any":1} |
      """)
  void aMockedResultMustBeWhatTheServiceCouldAnswer(String action, String mocked,
      @Nullable String complaint) {
    var request = TestRequest.of("""
        {"Type":"Task","Resource":"arn:aws:states:::%s","QueryLanguage":"JSONata","End":true}
        """.formatted(action), "{}").mocked(result(mocked));

    if (complaint == null) {
      assertThat(run(request).status()).isEqualTo(Status.SUCCEEDED);
    } else {
      assertThatThrownBy(() -> run(request)).isInstanceOf(RefusedTestException.class)
          .hasMessage("Mock result schema validation error: " + complaint);
    }
  }

  @Test
  void lessIsAskedOfAMockInOtherModes() {
    var start = TestRequest.of("""
        {"Type":"Task","Resource":"arn:aws:states:::states:startExecution","End":true}
        """, "{}");

    assertThat(run(start.mocked(new Mock(Optional.of("{}"), Optional.empty(),
        ValidationMode.PRESENT))).status()).isEqualTo(Status.SUCCEEDED);
    assertThat(run(start.mocked(new Mock(Optional.of("{\"ExecutionArn\":1}"), Optional.empty(),
        ValidationMode.NONE))).status()).isEqualTo(Status.SUCCEEDED);
  }

  private static TestResult run(TestRequest request) {
    var run = prepared(request);
    assertThat(run.begin(EvaluationWatch.NONE)).isEqualTo(new Wish.Nothing());
    return run.result();
  }

  private static StateTest.Run prepared(TestRequest request) {
    StateTest test = TESTS.prepare(request);
    var execution = new Execution(new UUID(0, 0), 0, "arn:execution", "name", ROLE,
        "arn:aws:states:us-east-1:111111111111:stateMachine:machine", "machine", "us-east-1",
        test.input(), NOW, ExecutionKind.SYNC_EXPRESS);
    return test.in(execution, new Surroundings(NOW, new SplittableRandom(1), (_, _) -> "token",
        _ -> Map.of(), _ -> true, Limits.DEFAULT));
  }

  private static Mock result(String json) {
    return new Mock(Optional.of(json), Optional.empty(), ValidationMode.STRICT);
  }

  private static Mock error(String name) {
    return new Mock(Optional.empty(), Optional.of(new StatesError(name, "why")),
        ValidationMode.STRICT);
  }

  private static StateConfiguration retried(int times) {
    return new StateConfiguration(OptionalInt.of(times), Optional.empty(), OptionalInt.empty(),
        Optional.empty());
  }

  private static String text(@Nullable Payload payload) {
    return Objects.requireNonNull(payload).text();
  }
}
