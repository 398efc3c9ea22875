package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of failures: tried again, caught, passed on. */
class RetryAndCatchTest {
  @ParameterizedTest(name = "{0} waits {1} ms")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'MaxAttempts': 3                                                             | 1000,2000,4000
      'IntervalSeconds': 5, 'BackoffRate': 1.0, 'MaxAttempts': 3                   | 5000,5000,5000
      'IntervalSeconds': 2, 'BackoffRate': 1.5, 'MaxAttempts': 3                   | 2000,3000,4500
      'IntervalSeconds': 2, 'BackoffRate': 10, 'MaxDelaySeconds': 30, 'MaxAttempts': 4 | 2000,20000,30000,30000
      'MaxAttempts': 0                                                             |
      """)
  void theDelayGrowsFromRetryToRetry(String fields, String delays) {
    var run = retrying("{'ErrorEquals': ['E'], " + fields + "}");

    int attempt = 0;
    for (String delay : delays == null ? new String[0] : delays.split(",", -1)) {
      assertThat(run.task("A").attempt()).isEqualTo(attempt++);
      run.fail("A", "E", "why");
      assertThat(run.wakesIn()).isEqualTo(Long.parseLong(delay));
      run.after(run.wakesIn() - 1);
      assertThat(run.openTasks()).isEmpty();
      run.after(1);
    }
    run.fail("A", "E", "why");

    assertThat(run.result()).isEqualTo("FAILED E: why");
  }

  @Test
  void fullJitterDrawsWithinTheDelay() {
    Set<Long> drawn = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      var run = TestRun.ofMachine("{'StartAt': 'A', 'States': {" + state(
          "{'ErrorEquals': ['E'], 'IntervalSeconds': 10, 'JitterStrategy': 'FULL'}")
          + "}}", "{}", Limits.DEFAULT, seed);
      run.fail("A", "E", null);
      assertThat(run.wakesIn()).isBetween(0L, 10_000L);
      drawn.add(run.wakesIn());
    }

    assertThat(drawn).hasSizeGreaterThan(25);
  }

  @Test
  void eachRetrierCountsItsOwnAttempts() {
    var run = retrying("{'ErrorEquals': ['E'], 'MaxAttempts': 1}, "
        + "{'ErrorEquals': ['F', 'G'], 'MaxAttempts': 1}");

    run.fail("A", "E", null).after(1_000).fail("A", "G", null).after(1_000);
    assertThat(run.task("A").attempt()).isEqualTo(2);
    run.fail("A", "F", "last");

    assertThat(run.result()).isEqualTo("FAILED F: last");
  }

  @Test
  void aRetrierThatIsUsedUpDoesNotHandOnToALaterOne() {
    var run = retrying("{'ErrorEquals': ['E'], 'MaxAttempts': 0}, {'ErrorEquals': ['States.ALL']}");

    run.fail("A", "E", "why");

    assertThat(run.result()).isEqualTo("FAILED E: why");
  }

  @Test
  void countersAreFreshWhenTheStateIsEnteredAgain() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'Retry': [{'ErrorEquals': ['E'], 'MaxAttempts': 1}], 'Next': 'A2'},"
        + "'A2': {'Type': 'Choice', 'Choices': [{'Variable': '$.again', 'BooleanEquals': true,"
        + "'Next': 'A'}], 'Default': 'End'}, 'End': {'Type': 'Succeed'}", "{}");

    run.fail("A", "E", null).after(1_000).succeed("A", "{'again': true}");
    assertThat(run.task("A").attempt()).isZero();
    assertThat(run.task("A").seq()).isEqualTo(2);
    run.fail("A", "E", null);

    assertThat(run.result()).isEqualTo("OPEN");
  }

  @Test
  void anAttemptIsComputedAnew() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.CALLBACK
        + ", 'Parameters': {'t.$': '$$.Task.Token', 'n.$': '$$.State.RetryCount'},"
        + " 'Retry': [{'ErrorEquals': ['States.TaskFailed']}], 'End': true}", "{}");

    run.succeed("A", "{}").refuse("A", "any", null).after(1_000);

    assertThat(run.task("A").parameters().text()).isEqualTo("{\"t\":\"token-1-1\",\"n\":1}");
    assertThat(run.history()).endsWith("6 TaskFailed <5", "7 TaskScheduled <6", "8 TaskStarted <7");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'ErrorEquals': ['E']                                    | {'Error':'E','Cause':'why'}
      'ErrorEquals': ['F', 'E']                               | {'Error':'E','Cause':'why'}
      'ErrorEquals': ['States.ALL']                           | {'Error':'E','Cause':'why'}
      'ErrorEquals': ['States.TaskFailed']                    | {'Error':'E','Cause':'why'}
      'ErrorEquals': ['E'], 'ResultPath': '$.e'               | {'a':1,'e':{'Error':'E','Cause':'why'}}
      'ErrorEquals': ['E'], 'ResultPath': null                | {'a': 1}
      'ErrorEquals': ['F']                                    | FAILED E: why
      'ErrorEquals': ['e']                                    | FAILED E: why
      """)
  void aCatcherSaysWhatGoesOn(String catcher, String expected) {
    var run = catching("", catcher);

    run.fail("A", "E", "why");

    assertThat(run.result()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'ErrorEquals': ['E']                                                              | {'Error':'E','Cause':'why'}
      'ErrorEquals': ['E'], 'Output': '{% $states.errorOutput.Cause & $states.input.a %}' | 'why1'
      'ErrorEquals': ['E'], 'Output': '{% $states.input.none %}'                        | FAILED States.QueryEvaluationError
      'ErrorEquals': ['E'], 'Assign': {'v': '{% $states.input.none %}'}                 | FAILED States.QueryEvaluationError
      """)
  void aJsonataCatcherSaysWhatGoesOn(String catcher, String expected) {
    var run = catching("'QueryLanguage': 'JSONata', ", catcher);

    run.fail("A", "E", "why");

    assertThat(run.result()).startsWith(expected);
  }

  @Test
  void aCatcherThatFailsItselfIsNotAskedAgain() {
    var run = catching("'QueryLanguage': 'JSONata', ",
        "'ErrorEquals': ['States.ALL'], 'Output': '{% $states.input.none %}'");

    run.fail("A", "E", "why");

    assertThat(run.history()).endsWith("5 TaskFailed <4", "6 EvaluationFailed <0",
        "7 ExecutionFailed <6");
  }

  @Test
  void aCatcherThatFailsInsideABranchIsCaughtOutside() {
    var run = TestRun.of("'A': {'Type': 'Parallel', 'End': true,"
        + "'Catch': [{'ErrorEquals': ['States.QueryEvaluationError'], 'Next': 'C'}],"
        + "'Branches': [{'StartAt': 'T', 'States': {'T': {'Type': 'Task', 'Resource': "
        + TestRun.SERVICE + ", 'QueryLanguage': 'JSONata', 'End': true, 'Catch': ["
        + "{'ErrorEquals': ['E'], 'Output': '{% $states.input.none %}', 'Next': 'D'}]},"
        + "'D': {'Type': 'Pass', 'End': true}}}]},"
        + "'C': {'Type': 'Pass', 'Result': 'outside', 'End': true}", "{}");

    run.fail("T", "E", "why");

    assertThat(run.result()).isEqualTo("'outside'");
  }

  @Test
  void aCatchersResultPathThatCannotBeAppliedFailsTheExecution() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'Catch': [{'ErrorEquals': ['E'], 'ResultPath': '$.e', 'Next': 'C'}], 'End': true},"
        + "'C': {'Type': 'Pass', 'End': true}", "'text'");

    run.fail("A", "E", "why");

    assertThat(run.result()).isEqualTo("FAILED States.ReferencePathConflict: An error occurred "
        + "while executing the state 'A' (entered at the event id #2). Unable to apply "
        + "ReferencePath $.e to input \"text\"");
  }

  @Test
  void aRuntimeErrorIsNeitherTriedAgainNorCaught() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'OutputPath': '$.none', 'Retry': [{'ErrorEquals': ['States.ALL']}], 'Catch': ["
        + "{'ErrorEquals': ['States.ALL'], 'Next': 'C'}], 'End': true},"
        + "'C': {'Type': 'Pass', 'End': true}", "{}");

    run.succeed("A", "{}");

    assertThat(run.result()).startsWith("FAILED States.Runtime");
  }

  @Test
  void catchComesOnlyWhenRetryIsUsedUp() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'Retry': [{'ErrorEquals': ['E'], 'MaxAttempts': 1}], 'Catch': ["
        + "{'ErrorEquals': ['E'], 'Next': 'C'}], 'End': true},"
        + "'C': {'Type': 'Pass', 'Result': 'caught', 'End': true}", "{}");

    run.fail("A", "E", null);
    assertThat(run.result()).isEqualTo("OPEN");
    run.after(1_000).fail("A", "E", null);

    assertThat(run.result()).isEqualTo("'caught'");
    assertThat(run.history()).containsSubsequence("8 TaskFailed <7", "9 TaskStateExited <8",
        "10 PassStateEntered <9");
  }

  private static String state(String retriers) {
    return "'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE + ", 'Retry': [" + retriers
        + "], 'End': true}";
  }

  private static TestRun retrying(String retriers) {
    return TestRun.of(state(retriers), "{}");
  }

  private static TestRun catching(String language, String catcher) {
    return TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE + ", " + language
        + "'Catch': [{" + catcher + ", 'Next': 'C'}], 'End': true},"
        + "'C': {'Type': 'Pass', 'End': true}", "{'a': 1}");
  }
}
