package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Effect.EndTask;
import dev.pawl.core.interpreter.Effect.How;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Branches and iterations: started, joined in order, cancelled, tried again. */
class ForkTest {
  private static final String TWO = "{'StartAt': 'X', 'States': {'X': {'Type': 'Task', 'Resource': "
      + TestRun.SERVICE + ", 'End': true}}}, {'StartAt': 'Y', 'States': {'Y': {'Type': 'Task', "
      + "'Resource': " + TestRun.SERVICE + ", 'End': true}}}";

  @Test
  void outputsAreJoinedInTheDefinitionsOrder() {
    var run = parallel("'End': true");

    run.succeed("Y", "'y'").succeed("X", "'x'");

    assertThat(run.result()).isEqualTo("['x','y']");
    assertThat(run.history()).endsWith("12 TaskSucceeded <6", "13 TaskStateExited <12",
        "14 ParallelStateSucceeded <13", "15 ParallelStateExited <13", "16 ExecutionSucceeded <15");
  }

  @Test
  void branchesPointToTheStartOfTheirParallel() {
    assertThat(parallel("'End': true").history()).containsExactly("1 ExecutionStarted <0",
        "2 ParallelStateEntered <0", "3 ParallelStateStarted <2", "4 TaskStateEntered <3",
        "5 TaskScheduled <4", "6 TaskStarted <5", "7 TaskStateEntered <3", "8 TaskScheduled <7",
        "9 TaskStarted <8");
  }

  @Test
  void aFailedBranchCancelsTheOthers() {
    var run = parallel("'Catch': [{'ErrorEquals': ['E'], 'Next': 'C'}], 'Next': 'C'");

    run.fail("X", "E", "why");

    assertThat(run.effects()).contains(new EndTask(1, 0, How.RESULT), new EndTask(2, 0, How.DROP));
    assertThat(run.types().subList(9, 14)).containsExactly("TaskFailed", "TaskStateAborted",
        "TaskStateAborted", "ParallelStateFailed", "ParallelStateExited");
    assertThat(run.history()).contains("10 TaskFailed <6", "11 TaskStateAborted <10",
        "12 TaskStateAborted <10", "13 ParallelStateFailed <10", "14 ParallelStateExited <13");
    assertThat(run.result()).isEqualTo("{'Error':'E','Cause':'why'}");
  }

  @Test
  void aBranchThatFailsInTheFirstBurstLetsNoTaskBegin() {
    var run = TestRun.of("'A': {'Type': 'Parallel', 'Next': 'C', 'Catch': [{'ErrorEquals': "
        + "['States.ALL'], 'Next': 'W'}], 'Branches': [" + TWO + ", {'StartAt': 'F', 'States': "
        + "{'F': {'Type': 'Fail', 'Error': 'E'}}}]}, 'C': {'Type': 'Succeed'},"
        + "'W': {'Type': 'Wait', 'Seconds': 9, 'End': true}", "{}");

    assertThat(run.effects()).isEmpty();
    assertThat(run.openTasks()).isEmpty();
    assertThat(run.result()).isEqualTo("OPEN");
    assertThat(run.count(HistoryEventType.TaskStateAborted)).isEqualTo(2);
  }

  @Test
  void aRetryRunsAllBranchesAgainAndForgetsTheirOutputs() {
    var run = parallel("'Retry': [{'ErrorEquals': ['E']}], 'End': true");

    run.succeed("X", "'old'");
    assertThat(run.kept()).hasSize(1);
    run.fail("Y", "E", "why");
    assertThat(run.kept()).isEmpty();
    assertThat(run.effects()).anyMatch(Effect.DropItems.class::isInstance);
    run.after(1_000).succeed("X", "'new'").succeed("Y", "'y'");

    assertThat(run.result()).isEqualTo("['new','y']");
    assertThat(run.types()).doesNotContain("ParallelStateFailed");
  }

  @Test
  void eventsOfBothBranchesMayComeInOneBurst() {
    var run = parallel("'End': true");
    var ok = dev.pawl.core.outcome.Outcome.ok(dev.pawl.core.json.Payload.NULL);

    run.apply(new Event.CallReturned(2, 0, ok), new Event.CallReturned(1, 0, ok));

    assertThat(run.result()).isEqualTo("[null,null]");
  }

  @Test
  void aTimeoutOfOneBranchMayCancelAnotherThatIsDueAsWell() {
    var run = TestRun.of("'A': {'Type': 'Parallel', 'Catch': [{'ErrorEquals': ['States.ALL'], "
        + "'Next': 'C'}], 'Next': 'C', 'Branches': ["
        + TWO.replace("'End'", "'TimeoutSeconds': 5, 'End'")
        + ", {'StartAt': 'W', 'States': {'W': {'Type': 'Wait', 'Seconds': 5, 'End': true}}}]},"
        + "'C': {'Type': 'Pass', 'End': true}", "{}");

    run.after(5_000);

    assertThat(run.result()).isEqualTo("{'Error':'States.Timeout','Cause':null}");
    assertThat(run.count(HistoryEventType.TaskTimedOut)).isEqualTo(2);
    assertThat(run.count(HistoryEventType.TaskStateAborted)).isEqualTo(2);
    assertThat(run.count(HistoryEventType.WaitStateAborted)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'ItemsPath': '$.items'                                                              | [1,2,3]
      'ItemsPath': '$.items', 'ItemSelector': {'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 'b.$': '$.b'} | [{'v':1,'i':0,'b':7},{'v':2,'i':1,'b':7},{'v':3,'i':2,'b':7}]
      'InputPath': '$.items'                                                              | [1,2,3]
      'ItemsPath': '$.none'                                                               | FAILED States.Runtime
      'ItemsPath': '$.b'                                                                  | FAILED States.Runtime
      'ItemsPath': '$.items', 'ResultSelector': {'n.$': 'States.ArrayLength($)'}          | {'n':3}
      'QueryLanguage': 'JSONata', 'Items': '{% $states.input.items %}'                    | [1,2,3]
      'QueryLanguage': 'JSONata', 'Items': '{% [4,5] %}', 'ItemSelector': '{% $states.context.Map.Item.Value * 2 %}' | [8,10]
      'QueryLanguage': 'JSONata', 'Items': '{% 3 %}'                                      | FAILED States.QueryEvaluationError
      'QueryLanguage': 'JSONata', 'Items': []                                             | []
      """)
  void aMapRunsItsProcessorForEachItem(String fields, String expected) {
    var run = TestRun.of("'A': {'Type': 'Map', " + fields + ", 'End': true, 'ItemProcessor': "
        + "{'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'End': true}}}}",
        "{'items': [1,2,3], 'b': 7}");

    assertThat(run.result()).startsWith(expected);
  }

  @Test
  void aMapHoldsToItsConcurrency() {
    var run = map("'MaxConcurrency': 2, 'End': true", 5);

    assertThat(run.openTasks()).hasSize(2);
    for (int i = 0; i < 5; i++) {
      assertThat(run.openTasks()).hasSize(Math.min(2, 5 - i));
      assertThat(run.state().frames()).hasSizeLessThanOrEqualTo(3);
      run.succeed("X", "" + i);
    }

    assertThat(run.result()).isEqualTo("[0,1,2,3,4]");
  }

  @Test
  void anUnlimitedMapRunsFortyAtOnce() {
    assertThat(map("'End': true", 100).openTasks()).hasSize(40);
    assertThat(map("'MaxConcurrency': 1000, 'End': true", 100).openTasks()).hasSize(40);
  }

  @Test
  void iterationsInOrderPointToTheLastStateBeforeThem() {
    var run = TestRun.of("'A': {'Type': 'Map', 'MaxConcurrency': 1, 'End': true, 'ItemProcessor': "
        + "{'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'End': true}}}}", "[1,2]");

    assertThat(run.history()).containsExactly("1 ExecutionStarted <0", "2 MapStateEntered <0",
        "3 MapStateStarted <2", "4 MapIterationStarted <3", "5 PassStateEntered <4",
        "6 PassStateExited <5", "7 MapIterationSucceeded <6", "8 MapIterationStarted <6",
        "9 PassStateEntered <8", "10 PassStateExited <9", "11 MapIterationSucceeded <10",
        "12 MapStateSucceeded <11", "13 MapStateExited <11", "14 ExecutionSucceeded <13");
  }

  @Test
  void aFailedIterationAbortsTheOthers() {
    var run = map("'End': true", 2);

    run.fail("X", "E", "why");

    assertThat(run.result()).isEqualTo("FAILED E: why");
    assertThat(run.history().subList(11, 18)).containsExactly("12 TaskFailed <8",
        "13 MapIterationFailed <12", "14 TaskStateAborted <12", "15 MapIterationAborted <12",
        "16 TaskStateAborted <12", "17 MapStateFailed <12", "18 ExecutionFailed <17");
  }

  @Test
  void aRetriedMapStartsAllItemsAgain() {
    var run = map("'MaxConcurrency': 1, 'Retry': [{'ErrorEquals': ['E']}], 'End': true", 2);

    run.succeed("X", "'old'").fail("X", "E", null);
    assertThat(run.kept()).isEmpty();
    run.after(1_000).succeed("X", "'a'").succeed("X", "'b'");

    assertThat(run.result()).isEqualTo("['a','b']");
    assertThat(run.count(HistoryEventType.MapStateStarted)).isEqualTo(2);
    assertThat(run.count(HistoryEventType.MapStateEntered)).isEqualTo(1);
  }

  @Test
  void anItemSelectorThatFailsLaterForgetsWhatWasKept() {
    var run = TestRun.of("'A': {'Type': 'Map', 'QueryLanguage': 'JSONata', 'MaxConcurrency': 1,"
        + "'Items': '{% $states.input %}', 'ItemSelector': '{% $states.context.Map.Item.Value.v %}',"
        + "'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'W'}], 'Next': 'W', 'ItemProcessor': "
        + "{'StartAt': 'X', 'States': {'X': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'End': true}}}}, 'W': {'Type': 'Wait', 'Seconds': 9, 'End': true}",
        "[{'v': 1}, {'v': 2}, {}]");

    run.succeed("X", "1").succeed("X", "2");

    assertThat(run.result()).isEqualTo("OPEN");
    assertThat(run.kept()).isEmpty();
    assertThat(run.state().frames()).hasSize(1);
  }

  @Test
  void nestedForksAreCancelledToTheInnermost() {
    var run = TestRun.of("'A': {'Type': 'Parallel', 'End': true, 'Branches': ["
        + "{'StartAt': 'M', 'States': {'M': {'Type': 'Map', 'ItemsPath': '$.items', 'End': true,"
        + "'ItemProcessor': {'StartAt': 'P', 'States': {'P': {'Type': 'Parallel', 'End': true,"
        + "'Branches': [" + TWO + "]}}}}}},"
        + "{'StartAt': 'Z', 'States': {'Z': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'End': true}}}]}", "{'items': [1, 2]}");

    assertThat(run.openTasks()).hasSize(5);
    run.succeed("X", "1").fail("Z", "E", "why");

    assertThat(run.result()).isEqualTo("FAILED E: why");
    assertThat(run.effects()).hasSize(4);
    assertThat(run.types().subList(run.types().indexOf("TaskFailed") + 1, run.types().size()))
        .containsExactly("TaskStateAborted", "MapIterationAborted", "TaskStateAborted",
            "ParallelStateAborted", "MapIterationAborted", "TaskStateAborted", "TaskStateAborted",
            "ParallelStateAborted", "MapStateAborted", "ParallelStateFailed", "ExecutionFailed");
  }

  @Test
  void aJoinKeepsTheBytesOfItsOutputs() {
    var run = parallel("'End': true").succeed("X", "{ \"a\" : [1, 2] }").succeed("Y",
        "\"] \\\" [\"");

    assertThat(run.result()).isEqualTo("[{ 'a' : [1, 2] },'] \\' [']");
  }

  @Test
  void aJoinOfDeepOutputsIsTooLargeRatherThanUnreadable() {
    String deep = "[".repeat(499) + "]".repeat(499);
    var run = parallel("'End': true").succeed("X", deep).succeed("Y", "[" + deep + "]");

    assertThat(run.result()).isEqualTo("FAILED States.DataLimitExceeded: The state/task 'A' "
        + "returned a result with a size exceeding the maximum number of bytes service limit.");
  }

  private static TestRun parallel(String fields) {
    return TestRun.of("'A': {'Type': 'Parallel', " + fields + ", 'Branches': [" + TWO + "]}"
        + (fields.contains("'Next'") ? ", 'C': {'Type': 'Pass', 'End': true}" : ""), "{}");
  }

  private static TestRun map(String fields, int items) {
    return TestRun.of("'A': {'Type': 'Map', " + fields + ", 'ItemProcessor': {'StartAt': 'X', "
        + "'States': {'X': {'Type': 'Task', 'Resource': " + TestRun.SERVICE + ", 'End': true}}}}",
        "[0" + ",0".repeat(items - 1) + "]");
  }
}
