package dev.pawl.local.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mocks are read strictly, in both forms. */
class MockFileTest {
  private static final StateMachine MACHINE = ((ParseResult.Valid) DefinitionParser.parse("""
      {"StartAt": "Call", "States": {
        "Call": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem",
          "Parameters": {"TableName": "t"}, "Next": "Each"},
        "Each": {"Type": "Map", "Next": "Done", "ItemProcessor": {"StartAt": "In",
          "States": {"In": {"Type": "Pass", "End": true}}}},
        "Done": {"Type": "Succeed"}}}""", MachineType.STANDARD)).machine();

  private static final String LOCAL = """
      {"StateMachines": {"Orders": {"TestCases": {
          "Happy": {"Call": "Found"}, "Retried": {"Call": "Busy"}}}},
       "MockedResponses": {
          "Found": {"0": {"Return": {"Item": {}}}},
          "Busy": {"0": {"Throw": {"Error": "Slow", "Cause": "down"}},
                   "1-2": {"Throw": {"Error": "Slow"}}, "3": {"Return": 1}}}}""";

  private static List<Outcome<Payload>> answers(MockPlan plan, int calls) {
    Mocks mocks = plan.begin();
    return Stream.generate(() -> mocks
        .next(new MockedCall("Call", List.of(), 0, Optional.empty(), Payload.NULL)).orElseThrow())
        .limit(calls).map(mocked -> ((Mocked.Answer) mocked).outcome()).toList();
  }

  private static MockPlan plan(String file) {
    return MockFile.parse(file).plan(MACHINE, Optional.empty(), Optional.empty());
  }

  @Test
  void consecutiveCallsGetTheNumberedAnswersOfATestCase() {
    MockPlan plan = MockFile.parse(LOCAL).plan(MACHINE, Optional.empty(), Optional.of("Retried"));

    Outcome<Payload> slow = Outcome.failed(new StatesError("Slow", null));
    Outcome<Payload> last = Outcome.ok(Payload.of(1));
    assertThat(answers(plan, 5)).containsExactly(
        Outcome.failed(new StatesError("Slow", "down")), slow, slow, last, last);
  }

  @Test
  void aStateThatTheTestCaseLeavesOutIsNotMocked() {
    assertThat(MockFile.parse(LOCAL.replace("\"Call\": \"Found\"", ""))
        .plan(MACHINE, Optional.of("Orders"), Optional.of("Happy")).begin()
        .next(new MockedCall("Call", List.of(), 0, Optional.empty(), Payload.NULL))).isEmpty();
  }

  @Test
  void severalTestCasesNeedAChoice() {
    assertThatThrownBy(() -> plan(LOCAL)).isInstanceOf(InvalidMocksException.class)
        .hasMessage("StateMachines.Orders.TestCases: The mocks have more than one test case;"
            + " choose of Happy, Retried.");
    assertThatThrownBy(
        () -> MockFile.parse(LOCAL).plan(MACHINE, Optional.of("Other"), Optional.empty()))
        .hasMessage("The mocks have no state machine 'Other'; there is Orders.");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      "0": {"Return"                      | "0": {"Give"     | MockedResponses.Found.0: The field 'Give' is not known here; known are Return, Throw.
      "Found": {"0": {"Return": {"Item": {}}}} | "Found": {} | MockedResponses.Found: The call 0 has no answer.
      "1-2"                               | "2"              | MockedResponses.Busy: The call 1 has no answer.
      "1-2"                               | "0-2"            | MockedResponses.Busy.0-2: The call 0 has two answers.
      "1-2"                               | "2-1"            | MockedResponses.Busy.2-1: The range ends before it begins.
      "1-2"                               | "x"              | MockedResponses.Busy.x: A number of a call such as 0, or a range such as 1-2, is wanted.
      {"Return": 1}                       | {"Return": 1, "Throw": {"Error": "x"}} | MockedResponses.Busy.3: Either Return or Throw is wanted, and not both.
      {"Error": "Slow"}                   | {"Cause": "Slow"} | MockedResponses.Busy.1-2.Throw.Error: Text is wanted here.
      {"Call": "Found"}                   | {"Call": "Lost"} | StateMachines.Orders.TestCases.Happy.Call: There is no mocked response 'Lost'.
      {"Call": "Found"}                   | {"Cal": "Found"} | StateMachines.Orders.TestCases.Happy: The definition has no state 'Cal'.
      {"Call": "Found"}                   | {"Done": "Found"} | StateMachines.Orders.TestCases.Happy: The state 'Done' is a Succeed state, which calls nothing.
      {"Call": "Found"}                   | {"Each": "Found"} | StateMachines.Orders.TestCases.Happy: The state 'Each' runs other states here: mock those instead.
      """, quoteCharacter = '`')
  void whatIsWrongInAMockConfigurationIsToldWithItsPlace(String part, String instead,
      String message) {
    assertThatThrownBy(() -> MockFile.parse(LOCAL.replace(part, instead)).plan(MACHINE,
        Optional.empty(), Optional.of("Happy"))).isInstanceOf(InvalidMocksException.class)
        .hasMessage(message);
  }

  @Test
  void mocksOfTestStateAreOneOrAnArray() {
    assertThat(answers(plan("{\"Call\": {\"result\": {\"Item\": {}}}}"), 2))
        .containsOnly(Outcome.ok(Payload.ofText("{\"Item\":{}}")));
    assertThat(answers(plan("{\"Call\": [{\"result\": \"{\\\"Item\\\": {}}\"},"
        + " {\"errorOutput\": {\"error\": \"E\", \"cause\": \"c\"}}]}"), 2)).containsExactly(
            Outcome.ok(Payload.ofText("{\"Item\": {}}")),
            Outcome.failed(new StatesError("E", "c")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"Call": {"result": {"Item": 1}}}   | Call: Mock result schema validation error: Field 'Item' must be an object
      {"Call": [{"result": {}}, {}]}      | Call[1]: Either result or errorOutput is wanted, and not both.
      {"Call": {"result": 1, "errorOutput": {"error": "E"}}} | Call: Either result or errorOutput is wanted, and not both.
      {"Call": {"errorOutput": {"cause": "c"}}} | Call.errorOutput.error: Text is wanted here.
      {"Call": {"result": {}, "fieldValidationMode": "LAX"}} | Call.fieldValidationMode: STRICT, PRESENT or NONE is wanted here.
      {"Call": {"reslt": {}}}             | Call: The field 'reslt' is not known here; known are errorOutput, fieldValidationMode, result.
      {"Call": []}                        | The state 'Call' has no answers.
      {"Lost": {"result": 1}}             | The definition has no state 'Lost'.
      [1]                                 | The mocks must be a JSON object.
      """, quoteCharacter = '`')
  void whatIsWrongInMocksOfTestStateIsToldWithItsPlace(String file, String message) {
    assertThatThrownBy(() -> plan(file)).isInstanceOf(InvalidMocksException.class)
        .hasMessage(message);
  }

  @Test
  void withoutValidationAnythingIsAResult() {
    assertThat(answers(
        plan("{\"Call\": {\"result\": {\"Item\": 1}, \"fieldValidationMode\": \"NONE\"}}"), 1))
        .containsExactly(Outcome.ok(Payload.ofText("{\"Item\":1}")));
  }
}
