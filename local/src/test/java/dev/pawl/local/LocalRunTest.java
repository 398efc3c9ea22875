package dev.pawl.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.local.mock.Mocked;
import dev.pawl.local.mock.Mocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Executions run in memory as the engine runs them. */
@Timeout(60)
class LocalRunTest {
  private static final String TASK = """
      {"StartAt": "Charge", "States": {"Charge": {"Type": "Task",
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge",
        "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 60, "MaxAttempts": 3}],
        "End": true}}}""";

  @Test
  void statesFollowOneAnother() throws Exception {
    LocalResult result = Running.of("""
        {"StartAt": "A", "States": {
          "A": {"Type": "Pass", "Result": {"x": 1}, "ResultPath": "$.a", "Next": "B"},
          "B": {"Type": "Choice", "Choices": [
            {"Variable": "$.a.x", "NumericEquals": 1, "Next": "C"}], "Default": "D"},
          "C": {"Type": "Succeed"}, "D": {"Type": "Fail"}}}""").run("{\"in\":true}");

    assertThat(result.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(result.output()).isEqualTo(Payload.ofText("{\"in\":true,\"a\":{\"x\":1}}"));
    assertThat(Running.types(result)).containsExactly("ExecutionStarted", "PassStateEntered",
        "PassStateExited", "ChoiceStateEntered", "ChoiceStateExited", "SucceedStateEntered",
        "SucceedStateExited", "ExecutionSucceeded");
  }

  @Test
  void waitsAndBackoffsPassAtOnceInVirtualTimeAndInTheRightOrder() throws Exception {
    LocalResult result = Running.of("""
        {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
          {"StartAt": "Long", "States": {"Long": {"Type": "Wait", "Seconds": 3600, "End": true}}},
          {"StartAt": "Short", "States": {"Short": {"Type": "Wait", "Seconds": 60, "End": true}}}
        ]}}}""").run("{}");

    assertThat(result.history().stream()
        .filter(event -> event.type() == HistoryEventType.WaitStateExited)
        .map(event -> ((EventDetails.StateExited) event.details()).name()))
        .containsExactly("Short", "Long");
    assertThat(result.stoppedAt()).isEqualTo(Running.BEGINNING.plus(Duration.ofHours(1)));
  }

  @Test
  void attemptsGetTheirMocksInTurnAndTheLastOneRepeats() throws Exception {
    Running running = Running.of(TASK).mocked("""
        {"Charge": [{"errorOutput": {"error": "Busy", "cause": "later"}},
                    {"errorOutput": {"error": "Busy"}}, {"result": {"ok": true}}]}""");

    LocalResult result = running.run("{}");

    assertThat(result.output()).isEqualTo(Payload.ofText("{\"ok\":true}"));
    assertThat(Running.types(result)).filteredOn("LambdaFunctionFailed"::equals).hasSize(2);
    assertThat(result.stoppedAt()).isEqualTo(Running.BEGINNING.plusSeconds(60 + 120));
    assertThat(running.mocked("{\"Charge\": {\"errorOutput\": {\"error\": \"Busy\"}}}").run("{}")
        .error()).isEqualTo(new StatesError("Busy", null));
  }

  @Test
  void theSameRunGivesTheSameEvents() throws Exception {
    Running running = Running.of(TASK).mocked("{\"Charge\": {\"result\": 1}}");

    LocalResult first = running.run("{}");

    assertThat(running.run("{}")).isEqualTo(first);
  }

  @Test
  void eventsComeOutAsTheyHappen() throws Exception {
    List<HistoryEvent> heard = new ArrayList<>();
    LocalResult result = Running.of(TASK)
        .begin(_ -> Optional.of(answer("1")), virtual(), (_, event) -> heard.add(event))
        .run(Optional.of("first"), Payload.EMPTY_OBJECT);

    assertThat(heard).isEqualTo(result.history());
    assertThat(result.execution().arn())
        .isEqualTo("arn:aws:states:us-east-1:123456789012:execution:tested:first");
  }

  @Test
  void whatIsNeverAnsweredTimesOut() throws Exception {
    Running running = Running.of(TASK.replace("\"End\"", "\"TimeoutSeconds\": 30, \"End\""));

    LocalResult result = running
        .begin(_ -> Optional.of(new Mocked.Silence(Optional.empty())), virtual(),
            RunListener.NONE)
        .run(Optional.empty(), Payload.EMPTY_OBJECT);

    assertThat(Running.types(result)).contains("LambdaFunctionTimedOut");
    assertThat(result.stoppedAt()).isEqualTo(Running.BEGINNING.plusSeconds(30));
  }

  @Test
  void mocksAnswerForWorkersOfActivitiesAndWhoeverHasAToken() throws Exception {
    LocalResult result = Running.of("""
        {"StartAt": "Ask", "States": {
          "Ask": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:ask",
            "Next": "Send"},
          "Send": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": "q", "MessageBody": {"Token.$": "$$.Task.Token"}},
            "End": true}}}""")
        .mocked("{\"Ask\": {\"result\": {\"a\": 1}}, \"Send\": {\"result\": {\"b\": 2}}}")
        .run("{}");

    assertThat(result.output()).isEqualTo(Payload.ofText("{\"b\":2}"));
    assertThat(Running.types(result)).containsSequence("ActivityScheduled", "ActivityStarted",
        "ActivitySucceeded").containsSequence("TaskScheduled", "TaskStarted", "TaskSubmitted",
            "TaskSucceeded");
  }

  @Test
  void whatNeedsAServiceSaysWhichStateToMock() {
    assertThatThrownBy(() -> Running.of(TASK).run("{}")).isInstanceOf(NotLocalException.class)
        .hasMessageContaining("The state 'Charge'").hasMessageEndingWith("Mock it.");
    assertThatThrownBy(() -> Running.of("""
        {"StartAt": "Child", "States": {"Child": {"Type": "Task", "End": true,
          "Resource": "arn:aws:states:::states:startExecution.sync:2",
          "Parameters": {"StateMachineArn": "x"}}}}""").run("{}"))
        .hasMessageContaining("The state 'Child'").hasMessageContaining(".sync:2");
  }

  @Test
  void distributedMapsRunTheirChildrenWithAtMostMaxConcurrencyAtOnce() throws Exception {
    LocalResult result = Running.of("""
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "MaxConcurrency": 2, "End": true,
          "ItemSelector": {"n.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index"},
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Pause", "States": {"Pause": {"Type": "Wait", "Seconds": 10, "End": true}}}
        }}}""").run("[7,8,9]");

    assertThat(result.output())
        .isEqualTo(Payload.ofText("[{\"n\":7,\"i\":0},{\"n\":8,\"i\":1},{\"n\":9,\"i\":2}]"));
    assertThat(Running.types(result)).containsExactly("ExecutionStarted", "MapStateEntered",
        "MapStateStarted", "MapRunStarted", "MapRunSucceeded", "MapStateSucceeded",
        "MapStateExited", "ExecutionSucceeded");
    assertThat(result.stoppedAt()).isEqualTo(Running.BEGINNING.plusSeconds(20));
  }

  @Test
  void aMapRunFailsWithMoreFailuresThanItTolerates() throws Exception {
    String definition = """
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, %s
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "Is", "States": {
              "Is": {"Type": "Choice", "Default": "No", "Choices": [
                {"Variable": "$", "NumericEquals": 1, "Next": "Yes"}]},
              "Yes": {"Type": "Succeed"}, "No": {"Type": "Fail", "Error": "No"}}}}}}""";

    LocalResult failed = Running.of(definition.formatted("")).run("[1,2,1]");
    LocalResult tolerated = Running.of(definition.formatted("\"ToleratedFailureCount\": 1,"))
        .run("[1,2,1]");

    assertThat(failed.error()).isEqualTo(
        new StatesError("States.ExceedToleratedFailureThreshold",
            "The specified tolerated failure threshold was exceeded"));
    assertThat(tolerated.output()).isEqualTo(Payload.ofText("[1,1]"));
  }

  @Test
  void aDistributedMapCanBeMockedAsAWhole() throws Exception {
    LocalResult result = Running.of("""
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
          "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "b", "Key": "k"}},
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}}}}""")
        .mocked("{\"Each\": {\"result\": [1, 2]}}").run("{}");

    assertThat(result.output()).isEqualTo(Payload.ofText("[1,2]"));
  }

  @Test
  void expressExecutionsTimeOutAfterFiveMinutes() throws Exception {
    LocalResult result = Running.of("""
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 400, "End": true}}}""",
        MachineType.EXPRESS).run("{}");

    assertThat(result.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    assertThat(result.stoppedAt()).isEqualTo(Running.BEGINNING.plusSeconds(300));
  }

  @Test
  void anEndlessLoopIsStoppedFromOutside() throws Exception {
    AtomicReference<LocalRun> running = new AtomicReference<>();
    CompletableFuture<LocalResult> ended = new CompletableFuture<>();
    LocalRun run = Running.of("""
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
          "B": {"Type": "Choice", "Default": "A", "Choices": [
            {"Variable": "$.never", "IsPresent": true, "Next": "C"}]},
          "C": {"Type": "Succeed"}}}""", MachineType.EXPRESS)
        .begin(Mocks.NONE, virtual(), (_, event) -> {
          if (event.id() == 5_000) {
            running.get().stop("Enough", "of it");
          }
        });
    running.set(run);
    Thread.ofPlatform().start(() -> {
      try {
        ended.complete(run.run(Optional.empty(), Payload.EMPTY_OBJECT));
      } catch (InterruptedException e) {
        ended.completeExceptionally(e);
      }
    });

    LocalResult result = ended.get();

    assertThat(result.status()).isEqualTo(ExecutionStatus.ABORTED);
    assertThat(result.error()).isEqualTo(new StatesError("Enough", "of it"));
  }

  @Test
  void aRealClockWaits() throws Exception {
    Instant before = Instant.now();

    LocalResult result = Running.of("""
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": true}}}""")
        .begin(Mocks.NONE, LocalClock.real(InstantSource.system()), RunListener.NONE)
        .run(Optional.empty(), Payload.EMPTY_OBJECT);

    assertThat(result.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(
        Duration.ofMillis(990));
  }

  private static LocalClock virtual() {
    return LocalClock.skippingWaits(InstantSource.fixed(Running.BEGINNING));
  }

  private static Mocked answer(String json) {
    return new Mocked.Answer(Optional.empty(),
        Outcome.ok(Payload.ofText(json)));
  }
}
