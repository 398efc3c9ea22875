package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.errors;
import static dev.pawl.core.parser.Parsed.errorsOf;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that hold in many places: comments, paths, templates, intrinsic calls, JSONata, texts. */
class LanguageRulesTest {
  private static final String SCHEMA = "SCHEMA_VALIDATION_FAILED: ";
  private static final String SEND = "'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:::sqs:sendMessage'";
  private static final String INNER = "'StartAt': 'I', 'States': {'I': {'Type': 'Succeed'}}";

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'Type': 'Succeed', 'Comment': 5} | /States/X/Comment",
      "{'Type': 'Parallel', 'End': true, 'Branches': [{" + INNER
          + ", 'Comment': 5}]} | /States/X/Branches[0]/Comment",
      "{'Type': 'Map', 'End': true, 'ItemProcessor': {" + INNER
          + ", 'Comment': 5}} | /States/X/ItemProcessor/Comment",
      "{" + SEND
          + ", 'Retry': [{'ErrorEquals': ['E'], 'Comment': 5}]} | /States/X/Retry[0]/Comment",
      "{" + SEND
          + ", 'Catch': [{'ErrorEquals': ['E'], 'Next': 'X', 'Comment': 5}]} | /States/X/Catch[0]/Comment",
      "{'Type': 'Choice', 'Choices': [{'Not': {'Variable': '$.a', 'IsNull': true, 'Comment': 5}, 'Next': 'X'}]}"
          + " | /States/X/Choices[0]/Not/Comment",
      "{'Type': 'Choice', 'QueryLanguage': 'JSONata', 'Choices': [{'Condition': true, 'Next': 'X', 'Comment': 5}]}"
          + " | /States/X/Choices[0]/Comment"}, quoteCharacter = '`')
  void aCommentIsAText(String state, String location) {
    assertThat(errorsOf(state)).containsExactly(
        SCHEMA + "Expected value of type String at " + location);
  }

  @Test
  void aCommentInATemplateIsData() {
    assertThat(errorsOf("{" + SEND + ", 'Parameters': {'Comment': 5}}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{" + SEND + ", 'TimeoutSecondsPath': '%s'}",
      "{" + SEND + ", 'HeartbeatSecondsPath': '%s'}",
      "{" + SEND + ", 'ResultPath': '%s'}",
      "{'Type': 'Wait', 'End': true, 'SecondsPath': '%s'}",
      "{'Type': 'Wait', 'End': true, 'TimestampPath': '%s'}",
      "{'Type': 'Map', 'End': true, 'ItemProcessor': {" + INNER + "}, 'ItemsPath': '%s'}",
      "{'Type': 'Map', 'End': true, 'ItemProcessor': {" + INNER + "}, 'MaxConcurrencyPath': '%s'}"})
  void aReferencePathNamesOneNode(String state) {
    for (String path : new String[]{"$.a[*]", "$..a", "$.a[?(@.b)]", "$.a[0:2]", "$.a[0,1]",
        "a", "", "States.UUID()"}) {
      assertThat(errorsOf(state.formatted(path))).singleElement()
          .asString()
          .startsWith(SCHEMA + "Value is not a Reference Path at /States/X/");
    }
    assertThat(errorsOf(state.formatted("$.a.b[0].c"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$$.State.Name", "$v", "$v.a"})
  void aResultGoesIntoTheInputOnly(String path) {
    assertThat(errorsOf("{" + SEND + ", 'ResultPath': '" + path + "'}")).containsExactly(
        SCHEMA + "Value is not a Reference Path at /States/X/ResultPath");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'a.$': 7} | The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
      "{'a.$': 'x'} | The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
      "{'a.$': '$['} | The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
      "{'a.$': 'States.Nap()'} | The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic"
          + " function call",
      "{'a.$': 'States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array("
          + "States.Array(States.Array(States.Array(States.Array()))))))))))'} | The value for the field 'a.$' must"
          + " be a valid JSONPath or a valid intrinsic function call",
      "{'a': 1, 'a.$': '$.a'} | Duplicate field 'a'",
      "7 | Value must be an object"}, quoteCharacter = '`')
  void templatesAreChecked(String template, String error) {
    for (String field : new String[]{"Parameters", "ResultSelector"}) {
      assertThat(errorsOf("{" + SEND + ", '" + field + "': " + template + "}"))
          .containsExactly(SCHEMA + error + " at /States/X/" + field);
    }
  }

  @Test
  void theDeepestTemplateKeyIsChecked() {
    assertThat(errorsOf("{" + SEND + ", 'Parameters': {'a': [{'b': [[{'c.$': 'd'}]]}]}}"))
        .singleElement()
        .asString()
        .contains("The value for the field 'c.$' must be");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'Arguments': '{% $states.result %}' | result | Arguments",
      "'Output': '{% $states.errorOutput %}' | errorOutput | Output",
      "'Assign': {'a': '{% $states.errorOutput %}'} | errorOutput | Assign/a",
      "'TimeoutSeconds': '{% $states.result %}' | result | TimeoutSeconds",
      "'Catch': [{'ErrorEquals': ['E'], 'Next': 'X', 'Output': '{% $states.result %}'}] | result | Catch[0]/Output",
      "'Credentials': {'RoleArn': '{% $states.result %}'} | result | Credentials/RoleArn"}, quoteCharacter = '`')
  void statesIsReadOnlyAsFarAsItIsThere(String field, String name, String location) {
    assertThat(errorsOf("{" + SEND + ", 'QueryLanguage': 'JSONata', " + field + "}"))
        .containsExactly("UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$states." + name
            + "' is not supported in this field. at /States/X/" + location);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'Output': '{% $states.result %}'",
      "'Assign': {'a': '{% $states.result.b %}'}",
      "'Catch': [{'ErrorEquals': ['E'], 'Next': 'X', 'Output': '{% $states.errorOutput %}',"
          + " 'Assign': {'e': '{% $states.errorOutput.Error %}'}}]"})
  void statesIsReadWhereItIsThere(String field) {
    assertThat(errorsOf("{" + SEND + ", 'QueryLanguage': 'JSONata', " + field + "}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$", "$$", "name", "name.inner", "$$.a"})
  void thereIsNoDocumentAtTheTop(String expression) {
    assertThat(errorsOf("{'Type': 'Succeed', 'QueryLanguage': 'JSONata', 'Output': '{% "
        + expression + " %}'}")).singleElement()
        .asString()
        .startsWith("UNSUPPORTED_JSONATA_EXPRESSION: ")
        .endsWith(" at /States/X/Output");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$states.input[a > 10]", "$states.input.($ & a)", "[1, 2].($ + 1)"})
  void namesMeanSomethingInsideAStep(String expression) {
    assertThat(errorsOf("{'Type': 'Succeed', 'QueryLanguage': 'JSONata', 'Output': '{% "
        + expression + " %}'}")).isEmpty();
  }

  @Test
  void jsonataThatDoesNotParseIsRefusedWhereItStands() {
    assertThat(errorsOf("{'Type': 'Succeed', 'QueryLanguage': 'JSONata',"
        + " 'Output': {'a': [1, '{% 1 + %}']}}")).singleElement()
        .asString()
        .startsWith("INVALID_JSONATA_EXPRESSION: ")
        .endsWith(" at /States/X/Output/a[1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2016-03-14", "2016-03-14T01:59:00", "2016-03-14t01:59:00Z",
      "2016-03-14T01:59:00z", "2016-03-14T24:00:01Z", "2016-02-30T01:59:00Z", "soon"})
  void aTimestampIsRfc3339(String timestamp) {
    for (String language : new String[]{"JSONPath", "JSONata"}) {
      assertThat(errorsOf("{'Type': 'Wait', 'End': true, 'QueryLanguage': '" + language
          + "', 'Timestamp': '" + timestamp + "'}")).containsExactly(
              SCHEMA + "String does not match RFC3339 timestamp at /States/X/Timestamp");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'StartAt': 'X', 'Comment': '\\ud800', 'States': {'X': {'Type': 'Succeed'}}}",
      "{'StartAt': 'X', 'Comment': ['a', 'b\\udc00\\ud800'], 'States': {'X': {'Type': 'Succeed'}}}"})
  void halfOfASurrogatePairIsRefused(String definition) {
    assertThat(errors(definition)).containsExactly("INVALID_JSON_DESCRIPTION: A string in the field"
        + " 'Comment' holds half of a surrogate pair at null");
  }

  @Test
  void aPairOfEscapesIsACharacter() {
    assertThat(errors("{'StartAt': 'X', 'Comment': '\\ud83d\\ude00', 'States': {'X':"
        + " {'Type': 'Succeed'}}}")).isEmpty();
  }

  @Test
  void aNumberThatNothingHoldsIsRefused() {
    assertThat(errorsOf("{'Type': 'Pass', 'End': true, 'Result': {'a': [1e400]}}"))
        .containsExactly("INVALID_JSON_DESCRIPTION: The number in the field 'a' is out of range"
            + " at null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\\u0000"})
  void aStateHasANameThatCanBeKept(String name) {
    assertThat(errors("{'StartAt': '" + name + "', 'States': {'" + name
        + "': {'Type': 'Succeed'}}}")).singleElement()
        .asString()
        .startsWith("INVALID_STATE_NAME: State name must have 1 to 80 characters and no U+0000: ");
  }

  @Test
  void statesCannotGoBackToJsonPathAllTogetherEither() {
    assertThat(errors("{'QueryLanguage': 'JSONata', 'StartAt': 'X', 'States':"
        + " {'QueryLanguage': 'JSONPath', 'X': {'Type': 'Succeed'}}}")).containsExactly(
            SCHEMA + "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state"
                + " machine at /States");
  }

  @Test
  void innerStatesDoNotInheritTheLanguageOfTheStateAround() {
    assertThat(errorsOf("{'Type': 'Map', 'End': true, 'QueryLanguage': 'JSONata', 'ItemProcessor':"
        + " {'StartAt': 'I', 'States': {'I': {'Type': 'Succeed', 'InputPath': '$.a'}}}}"))
        .isEmpty();
  }
}
