package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wait states: how long, and what is refused. The clock stands at 12:00:00.250. */
class WaitTest {
  @ParameterizedTest(name = "{0} waits {2} ms")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'Seconds': 10                                  | {}             | 10000
      'Seconds': 99999999                            | {}             | 31536000000
      'Timestamp': '2026-03-01T12:00:01Z'            | {}             | 750
      'Timestamp': '2026-03-01T13:00:01.250+01:00'   | {}             | 1000
      'Timestamp': '2026-03-01T12:00:00.250001Z'     | {}             | 1
      'SecondsPath': '$.s'                           | {'s': 3}       | 3000
      'TimestampPath': '$.t'                         | {'t': '2026-03-01T12:00:02.25Z'} | 2000
      'QueryLanguage': 'JSONata', 'Seconds': '{% $states.input.s * 2 %}' | {'s': 3} | 6000
      'QueryLanguage': 'JSONata', 'Timestamp': '{% $states.input.t %}'   | {'t': '2026-03-01T12:00:02.25Z'} | 2000
      """)
  void aWaitHoldsUntilItsTime(String fields, String input, long millis) {
    var run = waiting(fields, input);

    assertThat(run.result()).isEqualTo("OPEN");
    assertThat(run.wakesIn()).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'Seconds': 0                        | {'a': 1}
      'Timestamp': '2020-01-01T00:00:00Z' | {'a': 1}
      'SecondsPath': '$.s'                | {'s': 0}
      'TimestampPath': '$.t'              | {'t': '2026-03-01T12:00:00.250Z'}
      'QueryLanguage': 'JSONata', 'Seconds': '{% 0 %}' | {'a': 1}
      """)
  void aWaitThatEndsInThePastIsLeftAtOnce(String fields, String input) {
    var run = waiting(fields, input);

    assertThat(run.result()).isEqualTo(input);
    assertThat(run.history()).containsExactly("1 ExecutionStarted <0", "2 WaitStateEntered <0",
        "3 WaitStateExited <2", "4 ExecutionSucceeded <3");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'SecondsPath': '$.x'   | {}            | States.Runtime | The SecondsPath parameter does not reference an input value: $.x
      'SecondsPath': '$.x'   | {'x': 1.5}    | States.Runtime | The SecondsPath parameter cannot be parsed as a long value: $.x == 1.5
      'SecondsPath': '$.x'   | {'x': -1}     | States.Runtime | The SecondsPath parameter references a negative value: $.x == -1
      'SecondsPath': '$.x'   | {'x': 2147483648} | States.Runtime | Wait state delay is too long.
      'SecondsPath': '$.x'   | {'x': 99999999999999999999} | States.Runtime | The SecondsPath parameter cannot be parsed as a long value: $.x == 99999999999999999999
      'TimestampPath': '$.x' | {'x': 'soon'} | States.Runtime | The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.x == soon
      'Timestamp': '9999-01-01T00:00:00Z' | {} | States.Runtime | Wait state delay is too long.
      'QueryLanguage': 'JSONata', 'Timestamp': '{% $states.input.x %}' | {'x': 'soon'} | States.QueryEvaluationError | The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: soon
      'QueryLanguage': 'JSONata', 'Seconds': '{% $states.input.x %}'   | {'x': true}   | States.QueryEvaluationError | The JSONata expression '$states.input.x' specified for the field 'Seconds' returned an unexpected result type. Expected 'number', but was 'boolean' for value: true
      """)
  void aTimeThatCannotBeReadFailsTheExecution(String fields, String input, String error,
      String cause) {
    assertThat(waiting(fields, input).result()).isEqualTo("FAILED " + error
        + ": An error occurred while executing the state 'A' (entered at the event id #2). "
        + cause);
  }

  @Test
  void aWaitThatIsOverGoesOnOnceOnly() {
    var run = waiting("'Seconds': 10, 'OutputPath': '$.a'", "{'a': 1}");

    run.after(9_999);
    assertThat(run.result()).isEqualTo("OPEN");
    run.after(1);

    assertThat(run.result()).isEqualTo("1");
    assertThat(run.types()).containsOnlyOnce("WaitStateExited");
  }

  private static TestRun waiting(String fields, String input) {
    return TestRun.of("'A': {'Type': 'Wait', " + fields + ", 'End': true}", input);
  }
}
