package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.outcome.StatesError;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends an execution from outside, and AWS's limits. */
class BoundsTest {
  private static final String LOOP = """
      'A': {'Type': 'Pass', 'QueryLanguage': 'JSONata',
        'Output': {'n': '{% $states.input.n + 1 %}'}, 'Next': 'C'},
      'C': {'Type': 'Choice', 'Choices': [
        {'Variable': '$.n', 'NumericLessThan': 2000, 'Next': 'A'}], 'Default': 'E'},
      'E': {'Type': 'Succeed'}""";

  @Test
  void aLongLoopGoesOnOverBursts() {
    var run = TestRun.of(LOOP, "{'n': 0}");

    assertThat(run.result()).isEqualTo("OPEN");
    assertThat(run.wakesIn()).isZero();
    assertThat(run.untilQuiet().result()).isEqualTo("{'n':2000}");
    assertThat(run.events()).hasSize(8_004);
  }

  @Test
  void manyNewBytesEndABurst() {
    String grows = "'A': {'Type': 'Pass', 'Parameters': {'x.$': '$.x', 'n.$': "
        + "'States.MathAdd($.n, 1)'}, 'Next': 'C'}, 'C': {'Type': 'Choice', 'Choices': "
        + "[{'Variable': '$.n', 'NumericLessThan': 40, 'Next': 'A'}], 'Default': 'E'},"
        + "'E': {'Type': 'Succeed'}";

    var run = TestRun.of(grows, "{'n': 0, 'x': '" + "x".repeat(100_000) + "'}");

    assertThat(run.result()).isEqualTo("OPEN");
    assertThat(run.wakesIn()).isZero();
    assertThat(run.events().size()).isBetween(20, 50);
    assertThat(run.untilQuiet().result()).startsWith("{'x':'x");
  }

  @Test
  void outputsThatTogetherAreTooLargeForAJoinFailTheExecution() {
    var limits = new Limits(262_144, 25_000, 500, 1 << 20, 40, 1_000, 31_536_000);
    String map = "'A': {'Type': 'Map', 'End': true, 'ItemProcessor': {'StartAt': 'X', 'States': "
        + "{'X': {'Type': 'Pass', 'Result': '" + "x".repeat(100) + "', 'End': true}}}}";

    assertThat(TestRun.of(map, "[1,2,3,4,5,6,7,8,9]", limits).result()).startsWith("['xx");
    assertThat(TestRun.of(map, "[1,2,3,4,5,6,7,8,9,10]", limits).result()).isEqualTo(
        "FAILED States.DataLimitExceeded: The state/task 'A' returned a result with a size "
            + "exceeding the maximum number of bytes service limit.");
  }

  @Test
  void aValueThatIsPassedOnCountsOnce() {
    String chain = IntStream.range(0, 40)
        .mapToObj(i -> "'P" + i + "': {'Type': 'Pass', 'Next': '" + (i == 39 ? "E" : "P" + (i + 1))
            + "'}")
        .collect(Collectors.joining(",", "'A': {'Type': 'Pass', 'Next': 'P0'},",
            ",'E': {'Type': 'Succeed'}"));

    var run = TestRun.of(chain, "'" + "x".repeat(200_000) + "'");

    assertThat(run.isOpen()).isFalse();
  }

  @Test
  void aBurstWhoseTimeIsUpEndsAtTheNextStateButNeverAtItsFirst() {
    var machine = TestRun.parse("{'StartAt': 'A', 'States': {" + LOOP + "}}");
    var execution = TestRun.execution("{'n': 1}");
    var around = TestRun.around(TestRun.START, 1, Map.of(), Limits.DEFAULT)
        .watchedBy(new TimeIsUp());

    Decision decision = Interpreter.start(machine, execution, around);

    assertThat(decision.history()).extracting(event -> event.type().name())
        .containsExactly("ExecutionStarted", "PassStateEntered", "PassStateExited");
    assertThat(decision.next()).isInstanceOfSatisfying(Decision.Next.Open.class,
        open -> assertThat(open.wakeAt()).isEqualTo(TestRun.START));
  }

  private static final class TimeIsUp implements EvaluationWatch {
    @Override
    public void begins(Supplier<StatesError> ifEndless) {}

    @Override
    public void ends() {}

    @Override
    public boolean isTimeUp() {
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource({"20", "21", "22", "23", "24"})
  void theHistoryNeverPassesItsLimit(int limit) {
    var limits = new Limits(262_144, limit, 500, 1 << 20, 40, 64 << 20, 31_536_000);

    for (var run : new TestRun[]{TestRun.of(LOOP, "{'n': 0}", limits), TestRun.of("'A': {'Type': "
        + "'Map', 'End': true, 'ItemProcessor': {'StartAt': 'X', 'States': {'X': {'Type': 'Pass', "
        + "'End': true}}}}", "[1,2,3,4,5,6,7,8]", limits)}) {
      assertThat(run.result()).isEqualTo("FAILED States.Runtime: The execution reached the maximum "
          + "number of history events (" + limit + ").");
      assertThat(run.events()).hasSize(limit);
    }
  }

  @Test
  void retriesCountTowardsTheHistory() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'Retry': [{'ErrorEquals': ['States.ALL'], 'MaxAttempts': 99999, 'BackoffRate': 1}],"
        + "'End': true}", "{}", new Limits(262_144, 30, 500, 1 << 20, 40, 64 << 20, 31_536_000));

    while (run.isOpen()) {
      run.fail("A", "E", null);
      if (run.isOpen()) {
        run.after(1_000);
      }
    }

    assertThat(run.events()).hasSize(30);
    assertThat(run.result()).startsWith("FAILED States.Runtime");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {'Type': 'Wait', 'Seconds': 90, 'End': true}
      {'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage', 'End': true}
      {'Type': 'Task', 'Resource': 'arn:aws:states:us-east-1:111111111111:activity:a', 'End': true}
      {'Type': 'Map', 'ItemsPath': '$.i', 'End': true, 'ItemProcessor': {'StartAt': 'X', 'States': {'X': {'Type': 'Wait', 'Seconds': 90, 'End': true}}}}
      {'Type': 'Parallel', 'End': true, 'Branches': [{'StartAt': 'X', 'States': {'X': {'Type': 'Wait', 'Seconds': 90, 'End': true}}}]}
      """)
  void anExecutionEndsFromOutsideWhereverItStands(String state) {
    String machine = "{'StartAt': 'P', 'TimeoutSeconds': 60, 'States': {'P': {'Type': 'Pass', "
        + "'Next': 'A'}, 'A': " + state + "}}";

    var stopped = TestRun.ofMachine(machine, "{'i': [1,2]}", Limits.DEFAULT, 1);
    stopped.apply(new Event.Stopped("E", "why"), new Event.Stopped("F", "late"));
    assertThat(stopped.result()).isEqualTo("ABORTED E: why");
    assertThat(stopped.history().getLast()).endsWith(" ExecutionAborted <3");

    var late = TestRun.ofMachine(machine, "{'i': [1,2]}", Limits.DEFAULT, 1);
    assertThat(late.after(59_999).result()).isEqualTo("OPEN");
    assertThat(late.after(1).result()).isEqualTo("TIMED_OUT null: null");
    assertThat(late.history().getLast()).endsWith(" ExecutionTimedOut <3");
    assertThat(late.count(HistoryEventType.ExecutionTimedOut)).isEqualTo(1);
  }

  @Test
  void anExecutionInRetryDelayCanBeStopped() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'Retry': [{'ErrorEquals': ['States.ALL']}], 'End': true}", "{}");

    run.fail("A", "E", null).apply(new Event.Stopped(null, null));

    assertThat(run.result()).isEqualTo("ABORTED null: null");
  }

  @Test
  void aResultOverTheLimitFailsTheTaskAndCanBeCaught() {
    String large = "'" + "x".repeat(262_143) + "'";
    String task = "'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", %s 'End': true}, 'C': {'Type': 'Pass', 'Result': 'caught', 'End': true}";

    var caught = TestRun.of(task.formatted(
        "'Catch': [{'ErrorEquals': ['States.DataLimitExceeded'], 'Next': 'C'}],"), "{}")
        .succeed("A", large);

    assertThat(caught.result()).isEqualTo("'caught'");
    assertThat(caught.types()).contains("TaskFailed");
    assertThat(TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'End': true}", "{}").succeed("A", large).result()).isEqualTo(
            "FAILED States.DataLimitExceeded: The state/task 'sendMessage' returned a result with "
                + "a size exceeding the maximum number of bytes service limit.");
  }

  @Test
  void allVariablesTogetherStayWithinTenMebibytes() {
    var states = new StringBuilder();
    for (int i = 0; i < 41; i++) {
      states.append("'").append(i == 0 ? "A" : "S" + i).append("': {'Type': 'Pass', 'Assign': {'v")
          .append(i).append(".$': '$'}, 'Next': 'S").append(i + 1).append("'}, ");
    }
    String input = "'" + "x".repeat(262_142) + "'";

    var run = TestRun.of(states + "'S41': {'Type': 'Succeed'}", input).untilQuiet();

    assertThat(run.result()).isEqualTo("FAILED States.DataLimitExceeded: The state/task 'S40' "
        + "assigned variables with a size exceeding the maximum number of bytes service limit.");
    String fewer = states.toString().replace("'v40", "'v39");
    assertThat(TestRun.of(fewer + "'S41': {'Type': 'Succeed'}", input).untilQuiet().result())
        .hasSize(262_144);
  }

  @Test
  void aResultAtTheLimitPasses() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE + ", 'End': true}",
        "{}");

    assertThat(run.succeed("A", "'" + "x".repeat(262_142) + "'").result()).hasSize(262_144);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'Type': 'Pass', 'Parameters': {'a.$': '$', 'b.$': '$'}                                      | returned a result
      'Type': 'Pass', 'Assign': {'a.$': '$', 'b.$': '$'}                                          | assigned variables
      'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Output': '{% [$states.input, $states.input] %}' | returned a result
      'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage', 'Parameters': {'a.$': '$', 'b.$': '$'} | provided parameters
      'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage', 'QueryLanguage': 'JSONata', 'Arguments': {'a': '{% [$states.input, $states.input] %}'} | provided parameters
      'Type': 'Parallel', 'Parameters': {'a.$': '$', 'b.$': '$'}, 'Branches': [{'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'End': true}}}] | provided parameters
      'Type': 'Map', 'ItemsPath': '$.l', 'ItemSelector': {'a.$': '$', 'b.$': '$'}, 'ItemProcessor': {'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'End': true}}} | provided parameters
      """)
  void whatOutgrowsTheLimitFailsTheExecutionInAwsWords(String fields, String words) {
    var run = TestRun.of("'A': {" + fields + ", 'End': true}",
        "{'l': [1], 'x': '" + "x".repeat(200_000) + "'}");

    assertThat(run.result()).isEqualTo("FAILED States.DataLimitExceeded: The state/task 'A' "
        + words + " with a size exceeding the maximum number of bytes service limit.");
  }
}
