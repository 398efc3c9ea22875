package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.json;
import static dev.pawl.core.parser.Parsed.machineOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionAdviceTest {
  private static final String CALLBACK = "'Type': 'Task', 'End': true, 'Resource':"
      + " 'arn:aws:states:::sqs:sendMessage.waitForTaskToken'";

  @ParameterizedTest
  @ValueSource(strings = {"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "arn:aws:states:::batch:submitJob.sync",
      "arn:aws:states:us-east-1:123456789012:activity:a"})
  void aWaitForAnAnswerFromOutsideWantsALimit(String resource) {
    assertThat(adviceOf("{'Type': 'Task', 'End': true, 'Resource': '" + resource + "'}"))
        .containsExactly("TASK_WITHOUT_TIMEOUT at /States/X");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'TimeoutSeconds': 5", "'TimeoutSecondsPath': '$.t'",
      "'HeartbeatSeconds': 5"})
  void anyLimitOfTheTaskIsEnough(String limit) {
    assertThat(adviceOf("{" + CALLBACK + ", " + limit + "}")).isEmpty();
  }

  @Test
  void aLimitOfTheWholeMachineIsEnough() {
    assertThat(advice("{'TimeoutSeconds': 5, 'StartAt': 'X', 'States': {'X': {" + CALLBACK
        + "}}}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arn:aws:states:::sqs:sendMessage",
      "arn:aws:lambda:us-east-1:123456789012:function:f"})
  void aCallThatAnswersByItselfWantsNone(String resource) {
    assertThat(adviceOf("{'Type': 'Task', 'End': true, 'Resource': '" + resource + "'}"))
        .isEmpty();
  }

  @Test
  void aStateThatNoWayLeadsToIsNamed() {
    assertThat(advice("{'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'End': true},"
        + " 'Y': {'Type': 'Pass', 'Next': 'Z'}, 'Z': {'Type': 'Parallel', 'End': true, 'Branches':"
        + " [{'StartAt': 'I', 'States': {'I': {'Type': 'Succeed'}, 'J': {'Type': 'Fail'}}}]}}}"))
        .containsExactly("UNREACHABLE_STATE at /States/Y", "UNREACHABLE_STATE at /States/Z",
            "UNREACHABLE_STATE at /States/Z/Branches[0]/States/J");
  }

  @Test
  void aChoiceWithoutADefaultMayFindNothing() {
    assertThat(adviceOf(choice("{'Variable': '$.a', 'NumericEquals': 1, 'Next': 'N'}")))
        .containsExactly("CHOICE_WITHOUT_DEFAULT at /States/X/Branches[0]/States/C");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'Variable': '$.a', 'IsPresent': true, 'Next': 'N'}, {'Variable': '$.a', 'IsPresent': false, 'Next': 'N'}",
      "{'Variable': '$.a', 'NumericEquals': 1, 'Next': 'N'},"
          + " {'Not': {'Variable': '$.a', 'NumericEquals': 1}, 'Next': 'N'}"})
  void rulesThatCoverEveryCaseNeedNoDefault(String rules) {
    assertThat(adviceOf(choice(rules))).isEmpty();
  }

  @Test
  void aJsonataRuleThatAlwaysHoldsIsADefault() {
    assertThat(adviceOf(choice("{'Condition': true, 'Next': 'N'}")
        .replace("'Choice',", "'Choice', 'QueryLanguage': 'JSONata',"))).isEmpty();
  }

  @Test
  void innerStatesAreSeenWhereTheyStand() {
    String graph = "{'StartAt': 'I', 'States': {'I': {" + CALLBACK + "}}}";

    assertThat(adviceOf("{'Type': 'Parallel', 'End': true, 'Branches': [" + graph + "]}"))
        .containsExactly("TASK_WITHOUT_TIMEOUT at /States/X/Branches[0]/States/I");
    assertThat(adviceOf("{'Type': 'Map', 'End': true, 'Iterator': " + graph + "}"))
        .containsExactly("TASK_WITHOUT_TIMEOUT at /States/X/Iterator/States/I");
  }

  @Test
  void whatAwsWouldSayHasNoneOfIt() {
    var result = DefinitionParser.parse(json(machineOf("{" + CALLBACK + "}")),
        MachineType.STANDARD);

    assertThat(((ParseResult.Valid) result).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      // assigned on the only way
      "'A': {'Type': 'Pass', 'Assign': {'v': 1}, 'Next': 'R'} |",
      // never assigned
      "'A': {'Type': 'Pass', 'Next': 'R'} | /States/R",
      // a state's own Assign comes too late for itself
      "'A': {'Type': 'Pass', 'Parameters': {'x.$': '$v'}, 'Assign': {'v': 1}, 'Next': 'R'} | /States/A",
      // assigned on one way of two
      "'A': {'Type': 'Choice', 'Default': 'R', 'Choices': [{'Variable': '$.a', 'IsNull': true, 'Next': 'B'}]},"
          + " 'B': {'Type': 'Pass', 'Assign': {'v': 1}, 'Next': 'R'} | /States/R",
      // assigned by the rule and by the Choice itself, which is for its Default
      "'A': {'Type': 'Choice', 'Default': 'R', 'Assign': {'v.$': '$.v'}, 'Choices': [{'Variable': '$.a',"
          + " 'IsNull': true, 'Assign': {'v': 1}, 'Next': 'R'}]} |",
      // the Choice's Assign is not run with a rule
      "'A': {'Type': 'Choice', 'Default': 'R', 'Assign': {'v': 1}, 'Choices': [{'Variable': '$.a',"
          + " 'IsNull': true, 'Next': 'R'}]} | /States/R",
      // a failed task has assigned nothing
      "'A': {'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage', 'Assign': {'v': 1}, 'Next': 'R',"
          + " 'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'R'}]} | /States/R",
      "'A': {'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage', 'Assign': {'v': 1}, 'Next': 'R',"
          + " 'Catch': [{'ErrorEquals': ['States.ALL'], 'Assign': {'v.$': '$.Error'}, 'Next': 'R'}]} |",
      // what a branch assigns is gone behind it
      "'A': {'Type': 'Parallel', 'Next': 'R', 'Branches': [{'StartAt': 'I', 'States':"
          + " {'I': {'Type': 'Pass', 'Assign': {'v': 1}, 'End': true}}}]} | /States/R",
      // a branch reads what is assigned around it
      "'A': {'Type': 'Pass', 'Assign': {'v': 1}, 'Next': 'P'}, 'P': {'Type': 'Parallel', 'Next': 'R',"
          + " 'Branches': [{'StartAt': 'I', 'States': {'I': {'Type': 'Pass', 'InputPath': '$v', 'End': true}}}]} |",
      // the children of a Distributed Map do not
      "'A': {'Type': 'Pass', 'Assign': {'v': 1}, 'Next': 'M'}, 'M': {'Type': 'Map', 'Next': 'R', 'ItemProcessor':"
          + " {'ProcessorConfig': {'Mode': 'DISTRIBUTED', 'ExecutionType': 'STANDARD'}, 'StartAt': 'I', 'States':"
          + " {'I': {'Type': 'Pass', 'InputPath': '$v', 'End': true}}}} | /States/M/ItemProcessor/States/I",
      // round a loop
      "'A': {'Type': 'Pass', 'Assign': {'v': 1}, 'Next': 'L'}, 'L': {'Type': 'Choice', 'Default': 'R', 'Choices':"
          + " [{'Variable': '$v', 'IsNull': true, 'Next': 'L'}]} |",
      // who asks whether it is there knows that it may not be
      "'A': {'Type': 'Choice', 'Default': 'S', 'Choices': [{'Variable': '$v', 'IsPresent': true, 'Next': 'R'}]},"
          + " 'S': {'Type': 'Succeed'} |",
      "'A': {'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Output': '{% $exists($v) ? 1 : 2 %}', 'Next': 'R'} |",
      "'A': {'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Output': '{% $exists(\\n  $v\\t) ? 1 : 2 %}', 'Next': 'R'} |"}, quoteCharacter = '`')
  void aVariableIsReadOnlyWhereEveryWayAssignsIt(String states, @Nullable String location) {
    assertThat(advice("{'StartAt': 'A', 'States': {" + states
        + ", 'R': {'Type': 'Pass', 'InputPath': '$v', 'End': true}}}"))
        .filteredOn(warning -> warning.startsWith("VARIABLE"))
        .isEqualTo(location == null
            ? List.of()
            : List.of("VARIABLE_MAY_BE_UNASSIGNED at " + location));
  }

  private static String choice(String rules) {
    return "{'Type': 'Parallel', 'End': true, 'Branches': [{'StartAt': 'C', 'States': {'C':"
        + " {'Type': 'Choice', 'Choices': [" + rules + "]}, 'N': {'Type': 'Succeed'}}}]}";
  }

  private static List<String> adviceOf(String state) {
    return advice(machineOf(state));
  }

  private static List<String> advice(String definition) {
    var result = DefinitionParser.parseAndAdvise(json(definition), MachineType.STANDARD);
    assertThat(result).isInstanceOf(ParseResult.Valid.class);
    return ((ParseResult.Valid) result).warnings()
        .stream()
        .map(warning -> warning.code() + " at " + warning.location())
        .toList();
  }
}
