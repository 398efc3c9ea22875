package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.interpreter.Effect.EndTask;
import dev.pawl.core.interpreter.Effect.How;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of a task's attempt, in each family of resources. */
class TaskTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'arn:aws:lambda:us-east-1:111111111111:function:f' | LambdaFunction
      'arn:aws:states:::sqs:sendMessage'                 | Task
      """)
  void aCallThatReturnsLeavesTheEventsOfItsFamily(String resource, String family) {
    var run = task(resource, "'Next': 'B'");

    assertThat(run.running("A").submitted()).isFalse();
    run.succeed("A", "{'r': 1}");

    assertThat(run.result()).isEqualTo("{'r': 1}");
    assertThat(run.effects()).containsExactly(new EndTask(1, 0, How.RESULT));
    assertThat(run.history()).containsExactly("1 ExecutionStarted <0", "2 TaskStateEntered <0",
        "3 " + family + "Scheduled <2", "4 " + family + "Started <3",
        "5 " + family + "Succeeded <4", "6 TaskStateExited <5", "7 SucceedStateEntered <6",
        "8 SucceedStateExited <7", "9 ExecutionSucceeded <8");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'arn:aws:lambda:us-east-1:111111111111:function:f' | LambdaFunctionFailed
      'arn:aws:states:::sqs:sendMessage'                 | TaskFailed
      """)
  void aCallThatFailsFailsTheExecutionWithItsOwnWords(String resource, String event) {
    var run = task(resource, "'Next': 'B'");

    run.fail("A", "E", "why");

    assertThat(run.result()).isEqualTo("FAILED E: why");
    assertThat(run.history()).endsWith("5 " + event + " <4", "6 ExecutionFailed <5");
  }

  @Test
  void aCallbackTaskWaitsForItsAnswer() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.CALLBACK
        + ", 'Parameters': {'t.$': '$$.Task.Token', 'n.$': '$$.State.RetryCount'}, 'End': true}",
        "{}");

    assertThat(run.task("A").parameters().text()).isEqualTo("{\"t\":\"token-1-0\",\"n\":0}");
    run.succeed("A", "{'MessageId': 'm'}");
    assertThat(run.effects()).containsExactly(new Effect.AwaitAnswer(1, 0));
    run.answer("A", "{'ok': true}");

    assertThat(run.result()).isEqualTo("{'ok': true}");
    assertThat(run.effects()).containsExactly(new EndTask(1, 0, How.ANSWER));
    assertThat(run.history()).containsSubsequence("4 TaskStarted <3", "5 TaskSubmitted <4",
        "6 TaskSucceeded <5", "7 TaskStateExited <6");
  }

  @Test
  void anAnswerThatComesBeforeTheCallsOwnIsKeptUntilThen() {
    var run = task(TestRun.CALLBACK, "'End': true");

    run.answer("A", "'first'").answer("A", "'second'");
    assertThat(run.result()).isEqualTo("OPEN");
    assertThat(run.effects()).isEmpty();
    run.succeed("A", "{}");

    assertThat(run.result()).isEqualTo("'first'");
    assertThat(run.types()).containsSubsequence("TaskSubmitted", "TaskSucceeded");
    assertThat(run.effects()).containsExactly(new EndTask(1, 0, How.ANSWER));
  }

  @Test
  void anEarlyAnswerCountsEvenIfTheCallThenFails() {
    var run = task(TestRun.CALLBACK, "'End': true");

    run.answer("A", "1").fail("A", "E", "why");

    assertThat(run.result()).isEqualTo("1");
    assertThat(run.types()).doesNotContain("TaskSubmitted", "TaskFailed");
  }

  @Test
  void anEarlyFailureCountsOnceTheCallReturns() {
    var run = task(TestRun.CALLBACK, "'End': true");

    run.refuse("A", null, null).succeed("A", "{}");

    assertThat(run.result()).isEqualTo("FAILED null: null");
    assertThat(run.types()).containsSubsequence("TaskSubmitted", "TaskFailed", "ExecutionFailed");
  }

  @Test
  void anActivitysClocksRunFromTheClaim() {
    var run = task(TestRun.ACTIVITY, "'TimeoutSeconds': 60, 'HeartbeatSeconds': 5, 'End': true");

    assertThat(run.task("A").deadline()).isNull();
    assertThat(run.running("A").due()).isNull();
    run.after(1_000_000).claim("A", "w");
    assertThat(run.wakesIn()).isEqualTo(5_000);
    run.answer("A", "3");

    assertThat(run.result()).isEqualTo("3");
    assertThat(run.history()).containsExactly("1 ExecutionStarted <0", "2 TaskStateEntered <0",
        "3 ActivityScheduled <2", "4 ActivityStarted <3", "5 ActivitySucceeded <4",
        "6 TaskStateExited <5", "7 ExecutionSucceeded <6");
  }

  @Test
  void anActivityIsClaimedOnce() {
    var run = task(TestRun.ACTIVITY, "'End': true").claim("A", "one").claim("A", "two");

    assertThat(run.types()).containsOnlyOnce("ActivityStarted");
  }

  @Test
  void anActivityThatDoesNotExistIsNeverScheduled() {
    var run = task("'arn:aws:states:us-east-1:111111111111:activity:gone'", "'End': true");

    assertThat(run.result()).isEqualTo("FAILED States.Runtime: An error occurred while executing "
        + "the state 'A' (entered at the event id #2). The activity "
        + "arn:aws:states:us-east-1:111111111111:activity:gone does not exist.");
    assertThat(run.types()).doesNotContain("ActivityScheduled");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'arn:aws:lambda:us-east-1:111111111111:function:f'       | LambdaFunctionTimedOut
      'arn:aws:states:::sqs:sendMessage'                       | TaskTimedOut
      'arn:aws:states:::sqs:sendMessage.waitForTaskToken'      | TaskTimedOut
      """)
  void anAttemptThatPassesItsDeadlineTimesOut(String resource, String event) {
    var run = task(resource, "'TimeoutSeconds': 30, 'End': true");

    assertThat(run.wakesIn()).isEqualTo(30_000);
    run.after(30_000);

    assertThat(run.result()).isEqualTo("FAILED States.Timeout: null");
    assertThat(run.effects()).containsExactly(new EndTask(1, 0, How.TIMEOUT));
    assertThat(run.history()).endsWith("5 " + event + " <4", "6 ExecutionFailed <5");
  }

  @Test
  void aHeartbeatPutsTheTimeoutOff() {
    var run = task(TestRun.CALLBACK, "'TimeoutSeconds': 30, 'HeartbeatSeconds': 5, 'End': true");
    run.succeed("A", "{}");
    Instant later = run.now().plusSeconds(9);

    run.apply(new Event.Alarm(Map.of(1, later)));
    assertThat(run.wakesIn()).isEqualTo(9_000);
    run.after(8_999);
    assertThat(run.result()).isEqualTo("OPEN");
    run.after(1);

    assertThat(run.result()).isEqualTo("FAILED States.Timeout: null");
  }

  @ParameterizedTest(name = "{1} after a heartbeat: {0}, goes to {2}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      true  | States.HeartbeatTimeout | Caught
      true  | States.Timeout          | Caught
      true  | States.TaskFailed       | FAILED States.Timeout: null
      true  | States.ALL              | Caught
      false | States.HeartbeatTimeout | FAILED States.Timeout: null
      false | States.Timeout          | Caught
      false | States.TaskFailed       | FAILED States.Timeout: null
      false | States.ALL              | Caught
      """)
  void aTimeoutIsMatchedByItsKind(boolean heartbeat, String matcher, String expected) {
    var run = task(TestRun.SERVICE, "'TimeoutSeconds': 30, "
        + (heartbeat ? "'HeartbeatSeconds': 5, " : "")
        + "'Catch': [{'ErrorEquals': ['" + matcher + "'], 'Next': 'C'}], 'End': true",
        "'C': {'Type': 'Fail', 'Error': 'Caught'}");

    run.after(heartbeat ? 5_000 : 30_000);

    assertThat(run.result().replace("FAILED Caught: null", "Caught")).isEqualTo(expected);
  }

  @Test
  void aTimeoutMayBeComputedAndIsBounded() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'TimeoutSecondsPath': '$.t', 'HeartbeatSecondsPath': '$.h', 'End': true}",
        "{'t': 9000000000000000000, 'h': 7}");

    assertThat(run.task("A").timeoutSeconds()).isEqualTo(99_999_999);
    assertThat(run.wakesIn()).isEqualTo(7_000);
  }

  @Test
  void aLostWorkersCallHasAnUnknownOutcome() {
    var run = task(TestRun.SERVICE, "'End': true").lose("A");

    assertThat(run.result())
        .isEqualTo("FAILED States.TaskFailed: worker lost, outcome unknown");
    assertThat(run.effects()).containsExactly(new EndTask(1, 0, How.LOST));
  }

  @Test
  void aLostWorkerDoesNotUndoAnAnswer() {
    assertThat(task(TestRun.CALLBACK, "'End': true").answer("A", "1").lose("A").result())
        .isEqualTo("1");
    assertThat(task(TestRun.CALLBACK, "'End': true").succeed("A", "{}").lose("A").result())
        .isEqualTo("OPEN");
  }

  @Test
  void anEventForAnAttemptThatIsNotOpenChangesNothing() {
    var run = task(TestRun.CALLBACK, "'End': true").succeed("A", "{}");
    ExecutionState before = run.state();
    Outcome<Payload> result = Outcome.ok(Payload.NULL);

    for (Event stale : List.of(new Event.CallReturned(1, 0, result),
        new Event.CallReturned(1, 1, result), new Event.CallReturned(9, 0, result),
        new Event.Answered(1, 1, result), new Event.Answered(2, 0, result),
        new Event.WorkerLost(1, 0), new Event.WorkerLost(7, 0),
        new Event.ActivityStarted(1, 0, "w", run.now(), run.now()),
        new Event.Alarm(Map.of(5, run.now())), new Event.Alarm(Map.of()))) {
      run.apply(stale);

      assertThat(run.effects()).as("%s", stale).isEmpty();
      assertThat(run.state()).as("%s", stale).isEqualTo(before);
    }
  }

  @Test
  void theAnswerMayComeInTheSameBurstAsTheCallsOwn() {
    var run = task(TestRun.CALLBACK, "'End': true");

    run.apply(new Event.CallReturned(1, 0, Outcome.ok(Payload.EMPTY_OBJECT)),
        new Event.Answered(1, 0, Outcome.ok(Payload.NULL)));

    assertThat(run.result()).isEqualTo("null");
    assertThat(run.effects()).containsExactly(new EndTask(1, 0, How.ANSWER));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'InputPath': '$.a', 'Parameters': {'p.$': '$'} | {'a': 1, 'b': 2} | {'p':1}
      'InputPath': '$.a'                             | {'a': 1}         | 1
      'QueryLanguage': 'JSONata', 'Arguments': {'p': '{% $states.input.a %}'} | {'a': 1} | {'p':1}
      'QueryLanguage': 'JSONata'                     | {'a': 1}         | {'a': 1}
      """)
  void aTaskGetsItsEffectiveInput(String fields, String input, String parameters) {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE + ", " + fields
        + ", 'End': true}", input);

    assertThat(run.task("A").parameters().text()).isEqualTo(TestRun.json(parameters));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'ResultSelector': {'s.$': '$.r'}                                          | {'s':7}
      'ResultSelector': {'s.$': '$.r'}, 'ResultPath': '$.out'                   | {'a':1,'out':{'s':7}}
      'ResultPath': null                                                        | {'a': 1}
      'InputPath': '$.a', 'ResultPath': '$.out', 'OutputPath': '$.out.r'        | 7
      'QueryLanguage': 'JSONata'                                                | {'r': 7}
      'QueryLanguage': 'JSONata', 'Output': '{% $states.result.r + $states.input.a %}' | 8
      'OutputPath': '$.none' | FAILED States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). Invalid path '$.none' : No results for path: $['none']
      """)
  void aTasksResultGoesThroughItsStages(String fields, String expected) {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE + ", " + fields
        + ", 'End': true}", "{'a': 1}");

    run.succeed("A", "{'r': 7}");

    assertThat(run.result()).isEqualTo(expected);
  }

  @Test
  void credentialsGiveTheRoleOfTheCall() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'Credentials': {'RoleArn.$': '$.r'}, 'End': true}",
        "{'r': 'arn:aws:iam::111111111111:role/x'}");

    assertThat(run.task("A").roleArn()).isEqualTo("arn:aws:iam::111111111111:role/x");
  }

  private static TestRun task(String resource, String fields) {
    return task(resource, fields, "'B': {'Type': 'Succeed'}");
  }

  private static TestRun task(String resource, String fields, String other) {
    String more = fields.contains("'Next'") ? ", " + other : "";
    return TestRun.of("'A': {'Type': 'Task', 'Resource': " + resource + ", " + fields + "}" + more,
        "{'a': 1}");
  }
}
