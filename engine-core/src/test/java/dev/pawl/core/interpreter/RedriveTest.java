package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Effect.StartTask;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a redrive does again and what it keeps. */
class RedriveTest {
  private static final String DISTRIBUTED_MAP = "{'Type': 'Map', 'Label': 'a', 'ItemProcessor': {"
      + "'ProcessorConfig': {'Mode': 'DISTRIBUTED', 'ExecutionType': 'STANDARD'}, "
      + "'StartAt': 'I', 'States': {'I': {'Type': 'Pass', 'End': true}}}, 'End': true}";
  private static final String TASK = "{'Type': 'Task', 'Resource': " + TestRun.SERVICE;

  @Test
  void theFailedTaskIsDoneAgainAndWhatCameBeforeItIsKept() {
    var run = TestRun.of("'A': {'Type': 'Pass', 'Result': 1, 'Assign': {'v': 7}, 'Next': 'B'}, "
        + "'B': " + TASK + ", 'Parameters': {'in.$': '$', 'v.$': '$v'}, 'End': true}", "{}");

    run.fail("B", "E", "why").redrive();

    assertThat(run.history()).endsWith("6 TaskStarted <5", "7 TaskFailed <6",
        "8 ExecutionFailed <7", "9 ExecutionRedriven <8", "10 TaskScheduled <7",
        "11 TaskStarted <10");
    assertThat(run.task("B").parameters().text()).isEqualTo("{\"in\":1,\"v\":7}");
    assertThat(run.succeed("B", "'done'").result()).isEqualTo("'done'");
    assertThat(run.count(HistoryEventType.TaskStateEntered)).isEqualTo(1);
  }

  @Test
  void retriesCountAnewAndTheTaskHasANewToken() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.CALLBACK
        + ", 'Retry': [{'ErrorEquals': ['E'], 'MaxAttempts': 1}], 'Parameters': "
        + "{'t.$': '$$.Task.Token', 'n.$': '$$.State.RetryCount'}, 'End': true}", "{}");
    String first = run.task("A").parameters().text();

    run.fail("A", "E", null).after(1_000).fail("A", "E", null);
    assertThat(run.isOpen()).isFalse();
    run.redrive();
    StartTask again = run.task("A");

    assertThat(first).isEqualTo("{\"t\":\"token-1-0\",\"n\":0}");
    assertThat(again.parameters().text()).isEqualTo("{\"t\":\"token-2-0\",\"n\":0}");
    assertThat(again.attempt()).isZero();
    assertThat(run.fail("A", "E", null).isOpen()).isTrue();
  }

  @Test
  void theContextObjectTellsOfTheRedrive() {
    var run = TestRun.of("'A': " + TASK + ", 'Parameters': {'e.$': '$$.Execution'}, 'End': true}",
        "{}");
    assertThat(run.task("A").parameters().text()).contains("\"RedriveCount\":0")
        .doesNotContain("RedriveTime");

    run.fail("A", "E", null).sleep(1_750);
    run.redrive();

    assertThat(run.task("A").parameters().text())
        .contains("\"RedriveCount\":1,\"RedriveTime\":\"2026-03-01T12:00:02Z\"",
            "\"StartTime\":\"2026-03-01T12:00:00.250Z\"");
  }

  @Test
  void theTimeoutsOfTheExecutionAndOfTheTaskBeginAnew() {
    var run = TestRun.ofMachine("{'TimeoutSeconds': 60, 'StartAt': 'A', 'States': {'A': " + TASK
        + ", 'TimeoutSeconds': 600, 'End': true}}}", "{}", Limits.DEFAULT, 1);
    run.after(60_000);
    assertThat(run.result()).startsWith("TIMED_OUT");

    run.sleep(5_000);
    run.redrive();

    Instant redrivenAt = TestRun.START.plusSeconds(65);
    assertThat(run.state().timeoutAt()).isEqualTo(redrivenAt.plusSeconds(60));
    assertThat(run.running("A").deadline()).isEqualTo(redrivenAt.plusSeconds(600));
  }

  @Test
  void aFailStateFailsAgain() {
    var run = TestRun.of("'A': {'Type': 'Fail', 'Error': 'E', 'Cause': 'told'}", "{}");

    run.redrive();

    assertThat(run.result()).isEqualTo("FAILED E: told");
    assertThat(run.history()).containsExactly("1 ExecutionStarted <0", "2 FailStateEntered <0",
        "3 ExecutionFailed <2", "4 ExecutionRedriven <3", "5 ExecutionFailed <2");
  }

  @Test
  void aChoiceThatFoundNoWayIsAskedAgain() {
    var run = TestRun.of("'A': {'Type': 'Choice', 'QueryLanguage': 'JSONata', 'Choices': "
        + "[{'Condition': '{% $states.context.Execution.RedriveCount = 1 %}', 'Next': 'B'}]}, "
        + "'B': {'Type': 'Succeed'}", "{}");
    assertThat(run.result()).startsWith("FAILED");

    assertThat(run.redrive().result()).isEqualTo("{}");
  }

  @Test
  void aWaitInSecondsBeginsAnewAndOneUntilATimeThatHasPassedIsLeft() {
    var seconds = TestRun.of("'A': {'Type': 'Wait', 'Seconds': 100, 'End': true}", "{}");
    var until = TestRun.of("'A': {'Type': 'Wait', 'Timestamp': '2026-03-01T12:01:00Z', "
        + "'End': true}", "{}");

    seconds.apply(new Event.Stopped(null, null)).sleep(70_000);
    until.apply(new Event.Stopped(null, null)).sleep(70_000);
    seconds.redrive();
    until.redrive();

    assertThat(seconds.wakesIn()).isEqualTo(100_000);
    assertThat(until.result()).isEqualTo("{}");
  }

  @Test
  void aParallelDoesOnlyItsUnfinishedBranchesAgain() {
    var run = TestRun.of("'A': {'Type': 'Parallel', 'End': true, 'Branches': ["
        + branch("X") + ", " + branch("Y") + ", " + branch("Z") + "]}", "{}");

    run.succeed("X", "'x'").fail("Y", "E", null);
    assertThat(run.isOpen()).isFalse();
    run.redrive();

    assertThat(run.openTasks()).extracting(StartTask::seq).containsExactly(4, 5);
    assertThat(run.kept()).hasSize(1);
    assertThat(run.count(HistoryEventType.ParallelStateStarted)).isEqualTo(1);
    assertThat(run.succeed("Z", "'z'").succeed("Y", "'y'").result()).isEqualTo("['x','y','z']");
  }

  @Test
  void aBranchGoesOnFromTheStateAtWhichItBroke() {
    var run = TestRun.of("'A': {'Type': 'Parallel', 'End': true, 'Branches': [{'StartAt': 'P', "
        + "'States': {'P': {'Type': 'Pass', 'Assign': {'v': 5}, 'Result': 'p', 'Next': 'X'}, 'X': "
        + TASK + ", 'Parameters': {'in.$': '$', 'v.$': '$v'}, 'End': true}}}]}", "{}");

    run.fail("X", "E", null).redrive();

    assertThat(run.count(HistoryEventType.PassStateEntered)).isEqualTo(1);
    assertThat(run.task("X").parameters().text()).isEqualTo("{\"in\":\"p\",\"v\":5}");
  }

  @Test
  void aMapDoesFailedAbortedAndUnstartedIterationsAgain() {
    var run = TestRun.of("'A': {'Type': 'Map', 'MaxConcurrency': 2, 'End': true, "
        + "'ItemProcessor': " + branch("X") + "}", "[0, 1, 2, 3]");

    run.succeed("X", "'first'").fail("X", "E", null);
    assertThat(run.isOpen()).isFalse();
    run.redrive();

    assertThat(run.openTasks()).extracting(task -> task.parameters().text())
        .containsExactly("1", "2");
    assertThat(run.count(HistoryEventType.MapIterationStarted)).isEqualTo(3);
    run.succeed("X", "'b'").succeed("X", "'c'").succeed("X", "'d'");
    assertThat(run.result()).isEqualTo("['first','b','c','d']");
  }

  @Test
  void aMapThatBrokeOnAnItemSelectorTriesThatItemAgain() {
    var run = TestRun.of("'A': {'Type': 'Map', 'QueryLanguage': 'JSONata', 'MaxConcurrency': 1,"
        + "'Items': '{% $states.input %}', 'ItemSelector': '{% $states.context.Map.Item.Index = 1 "
        + "and $states.context.Execution.RedriveCount = 0 ? $none : 'i' %}', 'End': true, "
            .replace("'i'", "\\'i\\'")
        + "'ItemProcessor': " + branch("X") + "}", "[0, 1]");
    run.succeed("X", "'a'");
    assertThat(run.isOpen()).isFalse();

    run.redrive();

    assertThat(run.succeed("X", "'b'").result()).isEqualTo("['a','b']");
  }

  @Test
  void whatWasTooLargeIsDoneAgainAsAWhole() {
    String large = "'" + "x".repeat(140_000) + "'";
    var run = TestRun.of("'A': {'Type': 'Parallel', 'End': true, 'Branches': ["
        + branch("X") + ", " + branch("Y") + "]}", "{}");
    run.succeed("X", large).succeed("Y", large);
    assertThat(run.result()).startsWith("FAILED States.DataLimitExceeded");

    run.redrive();

    assertThat(run.openTasks()).hasSize(2);
    assertThat(run.succeed("X", "1").succeed("Y", "2").result()).isEqualTo("[1,2]");
    assertThat(run.count(HistoryEventType.ParallelStateStarted)).isEqualTo(2);
    assertThat(run.count(HistoryEventType.ParallelStateEntered)).isEqualTo(1);
  }

  @Test
  void aForkThatFailedAfterItsJoinJoinsAgain() {
    var run = TestRun.of("'A': {'Type': 'Parallel', 'QueryLanguage': 'JSONata', 'Output': "
        + "'{% $states.context.Execution.RedriveCount = 0 ? $gone() : $states.result %}', "
        + "'End': true, 'Branches': [" + branch("X") + "]}", "{}");
    run.succeed("X", "1");
    assertThat(run.isOpen()).isFalse();

    assertThat(run.redrive().result()).isEqualTo("[1]");
    assertThat(run.count(HistoryEventType.TaskScheduled)).isEqualTo(1);
  }

  @Test
  void anExecutionThatWasCutOffBetweenTwoStatesGoesOnWithTheSecond() {
    var limits = new Limits(262_144, 25_000, 1, 1 << 20, 40, 64 << 20, 31_536_000);
    var run = TestRun.of("'A': {'Type': 'Choice', 'Choices': [{'Variable': '$.n', "
        + "'NumericEquals': 1, 'Next': 'B'}], 'Default': 'C'}, 'B': {'Type': 'Pass', 'Result': 'b',"
        + " 'End': true}, 'C': {'Type': 'Pass', 'Result': 'c', 'End': true}", "{'n': 1}", limits);
    run.apply(new Event.Stopped(null, null));
    assertThat(run.types()).containsExactly("ExecutionStarted", "ChoiceStateEntered",
        "ChoiceStateExited", "ExecutionAborted");

    run.redrive().untilQuiet();

    assertThat(run.result()).isEqualTo("'b'");
    assertThat(run.count(HistoryEventType.ChoiceStateEntered)).isEqualTo(1);
  }

  @Test
  void branchesThatHadEnteredNoStateYetEnterTheirFirst() {
    var limits = new Limits(262_144, 25_000, 1, 1 << 20, 40, 64 << 20, 31_536_000);
    var run = TestRun.of("'A': {'Type': 'Parallel', 'Parameters': {'p': 1}, 'End': true, "
        + "'Branches': [" + branch("X") + ", " + branch("Y") + "]}", "{}", limits);
    run.apply(new Event.Stopped(null, null));
    assertThat(run.types()).containsExactly("ExecutionStarted", "ParallelStateEntered",
        "ParallelStateStarted", "ExecutionAborted");

    run.redrive().apply(run.alarm()).apply(run.alarm());

    assertThat(run.task("X").parameters().text()).isEqualTo("{\"p\":1}");
    assertThat(run.succeed("X", "1").succeed("Y", "2").result()).isEqualTo("[1,2]");
  }

  @Test
  void anExecutionMayBeRedrivenAgainAndAgain() {
    var run = TestRun.of("'A': {'Type': 'Parallel', 'End': true, 'Branches': ["
        + branch("X") + ", " + branch("Y") + "]}", "{}");

    run.succeed("X", "1");
    for (int i = 0; i < 5; i++) {
      run.fail("Y", "E", "why").redrive();
    }

    assertThat(run.openTasks()).hasSize(1);
    assertThat(run.succeed("Y", "2").result()).isEqualTo("[1,2]");
    assertThat(run.count(HistoryEventType.ExecutionRedriven)).isEqualTo(5);
  }

  @Test
  void anOrderToStopIsObeyedBeforeAnythingIsDoneAgain() {
    var run = TestRun.of("'A': " + TASK + ", 'End': true}", "{}");
    run.fail("A", "E", null);

    run.reopen().apply(new Event.Stopped("S", null));

    assertThat(run.result()).isEqualTo("ABORTED S: null");
    assertThat(run.count(HistoryEventType.TaskScheduled)).isEqualTo(1);
    assertThat(run.redrive().succeed("A", "1").result()).isEqualTo("1");
  }

  private static String branch(String name) {
    return "{'StartAt': '" + name + "', 'States': {'" + name + "': " + TASK + ", 'End': true}}}";
  }

  @Test
  void theEndOfAMapRunFromBeforeTheRedriveChangesNothing() {
    var run = TestRun.of("'A': " + DISTRIBUTED_MAP, "[1]");
    UUID mapRun = ((Frame.Position.Mapping) run.state().frames().getFirst().position()).mapRun();
    var ended = new Event.MapRunClosed(mapRun, 0, Outcome.failed(new StatesError(null, null)));

    run.apply(new Event.Stopped("E", "C")).reopen().apply(ended);

    assertThat(run.types()).endsWith("ExecutionAborted", "ExecutionRedriven", "MapRunRedriven");
    run.apply(ended);
    assertThat(run.isOpen()).isTrue();
    run.apply(new Event.MapRunClosed(mapRun, 1, Outcome.ok(Payload.ofText("[1]"))));
    assertThat(run.result()).isEqualTo("[1]");
  }

  @Test
  void aMapRunCanBeRedrivenAThousandTimes() {
    var run = TestRun.of("'A': " + DISTRIBUTED_MAP, "[1]").apply(new Event.Stopped(null, null));

    for (int i = 0; i < DistributedMaps.MOST_REDRIVES; i++) {
      run.redrive().apply(new Event.Stopped(null, null));
    }
    run.redrive();

    assertThat(run.count(HistoryEventType.MapRunRedriven)).isEqualTo(1_000);
    assertThat(run.result()).isEqualTo(
        "FAILED States.Runtime: The Map Run reached the maximum number of redrives (1000).");
  }
}
