package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.errors;
import static dev.pawl.core.parser.Parsed.errorsOf;
import static dev.pawl.core.parser.Parsed.json;
import static dev.pawl.core.parser.Parsed.machine;
import static dev.pawl.core.parser.Parsed.machineOf;
import static dev.pawl.core.parser.Parsed.warningsOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.QueryLanguage;
import dev.pawl.core.asl.TextField;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionParserTest {
  private static final String SCHEMA = "SCHEMA_VALIDATION_FAILED: ";

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "null", "'text'", "7"})
  void onlyAnObjectIsADefinition(String text) {
    assertThat(errors(text)).containsExactly(
        SCHEMA + "Definition must be a valid JSON object at null");
  }

  @Test
  void textThatIsNoJsonIsRefusedWithThePlaceInTheSource() {
    assertThat(errors("not a definition")).containsExactly(
        "INVALID_JSON_DESCRIPTION: Unrecognized token 'not': was expecting (JSON String, Number,"
            + " Array, Object or token 'null', 'true' or 'false')"
            + " at [Source: (String)\"not a definition\"; line: 1, column: 1]");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    assertThat(errors("{'StartAt': 'A', 'StartAt': 'B'}")).singleElement()
        .asString()
        .startsWith("INVALID_JSON_DESCRIPTION: Duplicate field 'StartAt' at [Source: ");
  }

  @Test
  void textAfterTheDefinitionIsRefused() {
    assertThat(errors(machineOf("{'Type': 'Succeed'}") + " {}")).singleElement()
        .asString()
        .startsWith("INVALID_JSON_DESCRIPTION: ");
  }

  @Test
  void nestingBeyondJsonsLimitIsRefusedAndDoesNotOverflow() {
    assertThat(errors("[".repeat(100_000))).containsExactly(
        "TOO_DEEPLY_NESTED: Definition must not be nested more than 500 levels deep at null");
  }

  @Test
  void startAtAndStatesAreRequired() {
    assertThat(errors("{}")).containsExactly(
        SCHEMA + "These fields are required: [States, StartAt] at /");
    assertThat(errors("{'StartAt': 'A', 'States': {}}")).containsExactly(
        SCHEMA + "Value cannot be empty at /States");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'Foo': 1 | Field 'Foo' is not supported at /",
      "'Version': '2.0' | The field 'Version' should have one of these values: [1.0] at /Version",
      "'TimeoutSeconds': 0 | Value must be between 1 and 99999999 at /TimeoutSeconds",
      "'TimeoutSeconds': '5' | Expected value of type Integer at /TimeoutSeconds",
      "'Comment': 5 | Expected value of type String at /Comment",
      "'QueryLanguage': 'SQL' | The field 'QueryLanguage' should have one of these values:"
          + " [JSONPath, JSONata] at /QueryLanguage"}, quoteCharacter = '`')
  void fieldsOfTheMachineAreChecked(String field, String error) {
    assertThat(errors("{" + field + ", 'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}}}"))
        .containsExactly(SCHEMA + error);
  }

  @Test
  void theMachineHasItsFields() {
    var machine = machine("{'Comment': 'c', 'Version': '1.0', 'TimeoutSeconds': 60,"
        + " 'QueryLanguage': 'JSONata', 'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}}}");

    assertThat(machine.queryLanguage()).isEqualTo(QueryLanguage.JSONATA);
    assertThat(machine.timeoutSeconds()).hasValue(60);
    assertThat(machine.graph().startAt()).isEqualTo("X");
    assertThat(machine.state("X").type()).isEqualTo("Succeed");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{} | These fields are required: [Type] at /States/X",
      "7 | Expected value of type Object at /States/X",
      "{'Type': 'Nap', 'End': true} | The field 'Type' should have one of these values:"
          + " [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/X/Type",
      "{'Type': 'Pass'} | Exactly one of these fields is required: [Next, End] at /States/X",
      "{'Type': 'Pass', 'End': false} | Exactly one of these fields is required: [Next, End] at /States/X",
      "{'Type': 'Pass', 'End': true, 'Next': 'X'} | Only one of these fields is allowed: [Next, End] at /States/X",
      "{'Type': 'Pass', 'End': true, 'TimeoutSeconds': 5} | Field 'TimeoutSeconds' is not supported at /States/X",
      "{'Type': 'Succeed', 'End': true} | Field 'End' is not supported at /States/X",
      "{'Type': 'Fail', 'InputPath': '$'} | Field 'InputPath' is not supported at /States/X",
      "{'Type': 'Pass', 'End': true, 'Output': {}} | The QueryLanguage is set to 'JSONPath', but field"
          + " 'Output' is only supported for the 'JSONata' QueryLanguage at /States/X",
      "{'Type': 'Pass', 'End': true, 'QueryLanguage': 'JSONata', 'ResultPath': '$'} | The QueryLanguage is"
          + " set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage at /States/X",
      "{'Type': 'Wait', 'End': true} | Exactly one of these fields is required:"
          + " [Seconds, Timestamp, SecondsPath, TimestampPath] at /States/X",
      "{'Type': 'Wait', 'End': true, 'Seconds': 1, 'SecondsPath': '$.s'} | Only one of these fields is"
          + " allowed: [Seconds, SecondsPath] at /States/X",
      "{'Type': 'Wait', 'End': true, 'Seconds': -1} | Value must be between 0 and 99999999 at /States/X/Seconds",
      "{'Type': 'Wait', 'End': true, 'Seconds': 1.5} | Expected value of type Integer at /States/X/Seconds",
      "{'Type': 'Wait', 'End': true, 'Timestamp': '2016-13-05T21:29:29Z'} | String does not match RFC3339"
          + " timestamp at /States/X/Timestamp",
      "{'Type': 'Wait', 'End': true, 'SecondsPath': '$.a[*]'} | Value is not a Reference Path"
          + " at /States/X/SecondsPath",
      "{'Type': 'Fail', 'Error': 'E', 'ErrorPath': '$.e'} | Only one of these fields is allowed:"
          + " [Error, ErrorPath] at /States/X",
      "{'Type': 'Fail', 'CausePath': 'States.ArrayLength($.a)'} | The value for the field 'CausePath' must be"
          + " a valid JSONPath or a valid intrinsic function call at /States/X/CausePath",
      "{'Type': 'Parallel', 'End': true} | These fields are required: [Branches] at /States/X",
      "{'Type': 'Parallel', 'End': true, 'Branches': []} | Value cannot be empty at /States/X/Branches",
      "{'Type': 'Parallel', 'End': true, 'Branches': [{}]} | These fields are required: [States, StartAt]"
          + " at /States/X/Branches[0]"}, quoteCharacter = '`')
  void statesThatBreakTheFieldTableAreRefused(String state, String error) {
    assertThat(errorsOf(state)).containsExactly(SCHEMA + error);
  }

  @Test
  void allErrorsAreCollected() {
    assertThat(errors("{'Foo': 1, 'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'Bar': 1},"
        + " 'Y': {'Type': 'Wait', 'End': true}}}")).hasSize(4);
  }

  @Test
  void errorsAreJoinedInTheMessageOfCreateStateMachine() {
    var result = DefinitionParser.parse(
        json("{'StartAt': 'pass1', 'States': {'pass1': {'Type': 'Pass', 'Next': 'pass3'},"
            + " 'pass2': {'Type': 'Pass', 'Next': 'pass4'}}}"),
        MachineType.STANDARD);

    assertThat(((ParseResult.Invalid) result).message()).isEqualTo(
        "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3"
            + " at /States/pass1/Next, MISSING_TRANSITION_TARGET: Missing 'Next' target: pass4"
            + " at /States/pass2/Next, MISSING_END_STATE: Workflow has no terminal state at null'");
  }

  @Test
  void aJsonataMachineHasNoJsonPathState() {
    assertThat(errors("{'QueryLanguage': 'JSONata', 'StartAt': 'X', 'States': {'X':"
        + " {'Type': 'Succeed', 'QueryLanguage': 'JSONPath'}}}")).containsExactly(
            SCHEMA + "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state"
                + " machine at /States/X");
  }

  @Test
  void aFailStateHasLiteralsOrPathsOrNeither() {
    var literal = Parsed.state(FailState.class, "{'Type': 'Fail', 'Error': 'E', 'Cause': 'C'}");
    var computed = Parsed.state(FailState.class,
        "{'Type': 'Fail', 'ErrorPath': '$.e', 'CausePath': 'States.UUID()'}");
    var bare = Parsed.state(FailState.class, "{'Type': 'Fail'}");

    assertThat(literal.error()).isEqualTo(new TextField.Literal("E"));
    assertThat(literal.cause()).isEqualTo(new TextField.Literal("C"));
    assertThat(computed.error()).isInstanceOf(TextField.Computed.class);
    assertThat(computed.cause()).isInstanceOf(TextField.Computed.class);
    assertThat(bare.error()).isEqualTo(new TextField.Absent());
  }

  @Test
  void textThatLooksComputedButIsNotBringsAWarning() {
    assertThat(warningsOf("{'Type': 'Pass', 'End': true, 'Parameters': {'a': '$.b'}}"))
        .containsExactly("NO_DOLLAR at /States/X/Parameters");
    assertThat(warningsOf("{'Type': 'Pass', 'End': true, 'Assign': {'a': {'b': 'States.UUID()'}}}"))
        .containsExactly("NO_DOLLAR at /States/X/Assign/a");
    assertThat(warningsOf("{'Type': 'Task', 'End': true, 'Credentials': {'RoleArn': '$.role'},"
        + " 'Resource': 'arn:aws:states:::sqs:sendMessage'}"))
        .containsExactly("NO_DOLLAR at /States/X/Credentials");
    assertThat(
        warningsOf("{'Type': 'Parallel', 'End': true, 'Branches': [{'StartAt': 'C', 'States':"
            + " {'C': {'Type': 'Choice', 'Default': 'E', 'Choices': [{'Variable': '$.a',"
            + " 'StringEquals': '$.b', 'Next': 'E'}]}, 'E': {'Type': 'Succeed'}}}]}"))
        .containsExactly("NO_PATH at /States/X/Branches[0]/States/C/Choices[0]/StringEquals");
    assertThat(warningsOf("{'Type': 'Fail', 'Error': '$.b'}"))
        .containsExactly("NO_PATH at /States/X/Error");
    assertThat(warningsOf("{'Type': 'Pass', 'End': true, 'Result': {'a.$': '$.b'}}"))
        .containsExactly("PASS_RESULT_IS_STATIC at /States/X/Result");
    assertThat(warningsOf("{'Type': 'Pass', 'End': true, 'Result': {'a': 'costs $5'}}"))
        .isEmpty();
  }

  @Test
  void statesNestAtMostThirtyTwoLevelsDeep() {
    assertThat(errors(nested(32))).isEmpty();
    assertThat(errors(nested(33))).singleElement()
        .asString()
        .startsWith("TOO_DEEPLY_NESTED: States must not be nested more than 32 levels deep at ");
  }

  @Test
  void aMachineHasAtMostTenThousandStates() {
    assertThat(errors(chain(10_000))).isEmpty();
    assertThat(errors(chain(10_001))).containsExactly(
        SCHEMA + "State machine must not have more than 10000 states at null");
  }

  @Test
  void aLoneStateMayLeadAnywhere() {
    var valid = DefinitionParser.parseState(json("{'Type': 'Pass', 'Next': 'Elsewhere'}"));
    var invalid = DefinitionParser.parseState(
        json("{'Type': 'Parallel', 'Branches': [], 'End': true}"));

    assertThat(((ParseResult.Valid) valid).machine().state("StateName").type()).isEqualTo("Pass");
    assertThat(((ParseResult.Invalid) invalid).message()).isEqualTo(
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Value cannot be empty at"
            + " /States/StateName/Branches'");
  }

  private static String nested(int levels) {
    String graph = "'StartAt': 'L" + levels + "', 'States': {'L" + levels
        + "': {'Type': 'Succeed'}}";
    for (int level = levels - 1; level >= 1; level--) {
      graph = "'StartAt': 'L" + level + "', 'States': {'L" + level
          + "': {'Type': 'Parallel', 'End': true, 'Branches': [{" + graph + "}]}}";
    }
    return "{" + graph + "}";
  }

  private static String chain(int length) {
    return IntStream.range(0, length)
        .mapToObj(i -> "'S" + i + "': {'Type': 'Pass', "
            + (i == length - 1 ? "'End': true}" : "'Next': 'S" + (i + 1) + "'}"))
        .collect(Collectors.joining(", ", "{'StartAt': 'S0', 'States': {", "}}"));
  }

  @Test
  void aDefinitionWeighsByItsExpressionsRatherThanByItsText() {
    String lengthy = "{'Comment': '" + "x".repeat(10_000) + "'}";
    String expressive = "{'a': '{% 1 %}', 'b.$': '$.x', 'InputPath': '$.y', 'Variable': '$.z'}"
        .repeat(20);

    assertThat(DefinitionParser.weight(json(expressive)))
        .isGreaterThan(5 * DefinitionParser.weight(json(lengthy)));
  }
}
