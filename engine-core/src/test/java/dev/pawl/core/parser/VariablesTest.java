package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.errors;
import static dev.pawl.core.parser.Parsed.errorsOf;
import static dev.pawl.core.parser.Parsed.machine;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {
  private static final String SCHEMA = "SCHEMA_VALIDATION_FAILED: ";

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'1a': 1} | Variable name '1a' is not valid",
      "{'a.b': 1} | Variable name 'a.b' is not valid",
      "{'a-b.$': '$.x'} | Variable name 'a-b' is not valid",
      "{'': 1} | Variable name '' is not valid",
      "{'states': 1} | Variable name 'states' is reserved",
      "7 | Expected value of type Object"}, quoteCharacter = '`')
  void variablesHaveProperNames(String assign, String error) {
    assertThat(errorsOf("{'Type': 'Pass', 'End': true, 'Assign': " + assign + "}"))
        .containsExactly(SCHEMA + error + " at /States/X/Assign");
  }

  @Test
  void aNameHasAtMostEightyCharacters() {
    String longest = "\u00e4".repeat(80);

    assertThat(errorsOf("{'Type': 'Pass', 'End': true, 'Assign': {'" + longest + "': 1}}"))
        .isEmpty();
    assertThat(errorsOf("{'Type': 'Pass', 'End': true, 'Assign': {'" + longest + "a': 1}}"))
        .singleElement()
        .asString()
        .endsWith("' is not valid at /States/X/Assign");
  }

  @Test
  void theScopesOfRulesAndCatchersAreTheStates() {
    String inner = "{'StartAt': 'P', 'States': {'P': {'Type': 'Parallel', 'Next': 'O', 'Catch':"
        + " [{'ErrorEquals': ['States.ALL'], 'Assign': {'x': 1}, 'Next': 'O'}], 'Branches':"
        + " [{'StartAt': 'C', 'States': {'C': {'Type': 'Choice', 'Default': 'S', 'Choices':"
        + " [{'Variable': '$.a', 'IsNull': true, 'Assign': {'x': 2}, 'Next': 'S'}]},"
        + " 'S': {'Type': 'Succeed'}}}]}, 'O': {'Type': 'Succeed'}}}";

    assertThat(errors(inner)).containsExactly(
        SCHEMA + "Variable 'x' is already assigned in an outer scope"
            + " at /States/P/Branches[0]/States/C/Choices[0]/Assign");
  }

  @Test
  void anInnerScopeCannotAssignAnOuterScopesName() {
    assertThat(errors(around("{'x': 2}", "{'x': 1}"))).containsExactly(
        SCHEMA + "Variable 'x' is already assigned in an outer scope"
            + " at /States/P/Branches[0]/States/I/Assign");
    assertThat(errors(around("{'y': 2}", "{'x': 1}"))).isEmpty();
  }

  @Test
  void branchesMayUseTheSameName() {
    assertThat(errors("{'StartAt': 'P', 'States': {'P': {'Type': 'Parallel', 'End': true,"
        + " 'Branches': [" + branch("A") + ", " + branch("B") + "]}}}")).isEmpty();
  }

  @Test
  void aDistributedMapsChildrenHaveNamesOfTheirOwn() {
    assertThat(errors("{'StartAt': 'M', 'States': {'M': {'Type': 'Map', 'End': true,"
        + " 'Assign': {'x': 1}, 'ItemProcessor': {'ProcessorConfig': {'Mode': 'DISTRIBUTED',"
        + " 'ExecutionType': 'STANDARD'}, 'StartAt': 'I', 'States': {'I': {'Type': 'Pass',"
        + " 'End': true, 'Assign': {'x': 1}}}}}}}")).isEmpty();
  }

  @Test
  void theMachineKnowsWhichStateReadsWhat() {
    var machine = machine("{'StartAt': 'A', 'States': {"
        + "'A': {'Type': 'Pass', 'Next': 'C', 'Parameters': {'p.$': '$second', 'q.$': '$first.x'}},"
        + "'C': {'Type': 'Choice', 'Choices': [{'Variable': '$third', 'StringEqualsPath': '$fourth',"
        + " 'Next': 'J'}], 'Default': 'N'},"
        + "'J': {'Type': 'Succeed', 'QueryLanguage': 'JSONata', 'Output': '{% $fifth %}'},"
        + "'N': {'Type': 'Succeed'}}}");

    assertThat(machine.variableReferences()).isEqualTo(Map.of("A", List.of("first", "second"),
        "C", List.of("fourth", "third"), "J", List.of("fifth")));
  }

  private static String around(String inner, String outer) {
    return "{'StartAt': 'P', 'States': {'P': {'Type': 'Parallel', 'Next': 'O', 'Branches':"
        + " [{'StartAt': 'I', 'States': {'I': {'Type': 'Pass', 'End': true, 'Assign': " + inner
        + "}}}]}, 'O': {'Type': 'Pass', 'End': true, 'Assign': " + outer + "}}}";
  }

  private static String branch(String name) {
    return "{'StartAt': '" + name + "', 'States': {'" + name
        + "': {'Type': 'Pass', 'End': true, 'Assign': {'x': 1}}}}";
  }
}
