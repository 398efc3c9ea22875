package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How data pass through the states that do no work, stage by stage, in both query languages. */
class DataFlowTest {
  private static final String JSONATA = "'QueryLanguage': 'JSONata', ";

  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'Result': {'r': 1}                             | {'a': 2} | {'r':1}
      'InputPath': '$.a'                             | {'a': 2} | 2
      'InputPath': null                              | {'a': 2} | {}
      'OutputPath': '$.a'                            | {'a': 2} | 2
      'OutputPath': null                             | {'a': 2} | {}
      'Parameters': {'x.$': '$.a', 'y': 1}           | {'a': 2} | {'x':2,'y':1}
      'Parameters': {'x.$': '$'}, 'InputPath': '$.a' | {'a': 2} | {'x':2}
      'Result': 1, 'ResultPath': null                | {'a': 2} | {'a': 2}
      'Result': 1, 'ResultPath': '$.b.c'             | {'a': 2} | {'a':2,'b':{'c':1}}
      'Result': 1, 'ResultPath': '$.a'               | {'a': 2} | {'a':1}
      'InputPath': '$.a', 'ResultPath': '$.b'        | {'a': 2} | {'a':2,'b':2}
      'Parameters': {'s.$': '$$.State.Name', 'e.$': '$$.Execution.Name', 'm.$': '$$.StateMachine.Name'} | {} | {'s':'A','e':'run','m':'m'}
      'Parameters': {'i.$': '$$.Execution.Input.a', 't.$': '$$.Execution.StartTime', 'r.$': '$$.Execution.RedriveCount'} | {'a': 2} | {'i':2,'t':'2026-03-01T12:00:00.250Z','r':0}
      'InputPath': '$.x' | {'a': 2} | FAILED States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). Invalid path '$.x' : No results for path: $['x']
      'Result': {}, 'OutputPath': '$.x' | {'a': 2} | FAILED States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). Invalid path '$.x' : No results for path: $['x']
      """)
  void aJsonPathPassGoesThroughItsStages(String fields, String input, String expected) {
    var run = TestRun.of("'A': {'Type': 'Pass', " + fields + ", 'End': true}", input);

    assertThat(run.result()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'Comment': 'nothing'                           | {'a': 2} | {'a': 2}
      'Output': {'x': '{% $states.input.a + 1 %}'}   | {'a': 2} | {'x':3}
      'Output': '{% $states.context.State.Name %}'   | {'a': 2} | 'A'
      'Output': '{% $states.context.Execution.Id %}' | {}       | 'arn:aws:states:us-east-1:111111111111:execution:m:run'
      'Output': null                                 | {'a': 2} | null
      """)
  void aJsonataPassGivesItsOutput(String fields, String input, String expected) {
    var run = TestRun.of("'A': {'Type': 'Pass', " + JSONATA + fields + ", 'End': true}", input);

    assertThat(run.result()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'Type': 'Succeed'                                                      | {'a': 2} | {'a': 2}
      'Type': 'Succeed', 'InputPath': '$.a'                                  | {'a': 2} | 2
      'Type': 'Succeed', 'OutputPath': '$.a'                                 | {'a': 2} | 2
      'Type': 'Succeed', 'QueryLanguage': 'JSONata', 'Output': '{% 1 + 1 %}' | {}       | 2
      'Type': 'Fail'                                                         | {}       | FAILED null: null
      'Type': 'Fail', 'Error': 'E'                                           | {}       | FAILED E: null
      'Type': 'Fail', 'Error': 'E', 'Cause': 'c'                             | {}       | FAILED E: c
      'Type': 'Fail', 'ErrorPath': '$.e', 'CausePath': '$.c'                 | {'e': 'E', 'c': 'why'} | FAILED E: why
      'Type': 'Fail', 'CausePath': 'States.JsonToString($)'                  | {}       | FAILED null: {}
      'Type': 'Fail', 'QueryLanguage': 'JSONata', 'Error': '{% $states.input.e %}', 'Cause': 'plain' | {'e': 'E'} | FAILED E: plain
      """)
  void aGraphEndsWithWhatItsLastStateSays(String state, String input, String expected) {
    assertThat(TestRun.of("'A': {" + state + "}", input).result()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'Choices': [{'Variable': '$.a', 'NumericEquals': 1, 'Next': 'B'}], 'Default': 'C'                     | {'a': 1} | B
      'Choices': [{'Variable': '$.a', 'NumericEquals': 1, 'Next': 'B'}], 'Default': 'C'                     | {'a': 2} | C
      'Choices': [{'Variable': '$.a', 'IsPresent': true, 'Next': 'B'}], 'Default': 'C'                      | {}       | C
      'InputPath': '$.x', 'Choices': [{'Variable': '$.a', 'IsPresent': true, 'Next': 'B'}], 'Default': 'C'  | {'x': {'a': 1}} | B
      'QueryLanguage': 'JSONata', 'Choices': [{'Condition': '{% $states.input.a = 1 %}', 'Next': 'B'}], 'Default': 'C' | {'a': 1} | B
      'QueryLanguage': 'JSONata', 'Choices': [{'Condition': '{% $states.input.a = 1 %}', 'Next': 'B'}], 'Default': 'C' | {'a': 2} | C
      """)
  void aChoiceGoesWhereItsFirstRuleThatHoldsSays(String fields, String input, String expected) {
    var run = TestRun.of("'A': {'Type': 'Choice', " + fields
        + "}, 'B': {'Type': 'Fail', 'Error': 'B'}, 'C': {'Type': 'Fail', 'Error': 'C'}", input);

    assertThat(run.result()).isEqualTo("FAILED " + expected + ": null");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {'Variable': '$.a', 'NumericEquals': 1, 'Next': 'B'}                                | {'a': 2}
      {'Variable': '$.a', 'StringEquals': 'x', 'Next': 'B'}                               | {'a': 1}
      """)
  void aChoiceWithoutMatchAndDefaultFails(String rule, String input) {
    var run = TestRun.of("'A': {'Type': 'Choice', 'Choices': [" + rule
        + "]}, 'B': {'Type': 'Succeed'}", input);

    assertThat(run.result()).isEqualTo("FAILED States.Runtime: Failed to transition out of the "
        + "state. The state does not point to a next state.");
    assertThat(run.history()).containsExactly("1 ExecutionStarted <0", "2 ChoiceStateEntered <0",
        "3 ExecutionFailed <2");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'Choices': [{'Condition': '{% $states.input.a %}', 'Assign': {'v': 'rule'}, 'Output': 'o', 'Next': 'B'}], 'Default': 'B' | {'a': true}  | {'v':'rule','in':'o'}
      'Choices': [{'Condition': '{% $states.input.a %}', 'Next': 'B'}], 'Default': 'B', 'Assign': {'v': 'top'}, 'Output': 'd'  | {'a': false} | {'v':'top','in':'d'}
      """)
  void theRuleThatIsTakenAssignsAndSaysTheOutput(String fields, String input, String expected) {
    var run = TestRun.of("'A': {'Type': 'Choice', " + JSONATA + fields + "}, 'B': {'Type': 'Pass', "
        + JSONATA + "'Output': {'v': '{% $v %}', 'in': '{% $states.input %}'}, 'End': true}",
        input);

    assertThat(run.result()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'Type': 'Pass', 'Output': '{% $states.input.a %}'                              | Output
      'Type': 'Pass', 'Assign': {'v': '{% $states.input.a %}'}                       | Assign/v
      'Type': 'Pass', 'Output': {'x': ['{% $states.input.a %}']}                     | Output/x[0]
      'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage', 'Arguments': {'x': '{% $states.input.a %}'} | Arguments/x
      """)
  void aFailedEvaluationIsRecordedWithTheFieldToBlame(String fields, String location) {
    var run = TestRun.of("'A': {" + JSONATA + fields + ", 'End': true}", "{}");

    assertThat(run.history()).containsSubsequence("3 EvaluationFailed <0", "4 ExecutionFailed <3");
    assertThat(run.result()).startsWith("FAILED States.QueryEvaluationError: An error occurred "
        + "while executing the state 'A' (entered at the event id #2). The JSONata expression "
        + "'$states.input.a' specified for the field '" + location + "' returned nothing");
  }
}
