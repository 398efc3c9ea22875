package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.errorsOf;
import static dev.pawl.core.parser.Parsed.machine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.ChoiceRule;
import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.Condition;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceReaderTest {
  private static final String SCHEMA = "SCHEMA_VALIDATION_FAILED: ";

  @Test
  void thereAreThirtyNineOperators() {
    Set<String> names = ConditionReader.operatorNames();

    assertThat(names).hasSize(39)
        .contains("StringEquals", "StringMatches", "NumericLessThanEqualsPath",
            "TimestampGreaterThanEquals", "BooleanEqualsPath", "IsTimestamp")
        .doesNotContain("BooleanLessThan", "StringMatchesPath");
  }

  @Test
  void everyOperatorIsRead() {
    for (String name : ConditionReader.operatorNames()) {
      assertThat(
          rule("{'Variable': '$.v', '" + name + "': " + Parsed.operand(name) + ", 'Next': 'N'}")
              .condition())
          .isNotInstanceOf(Condition.Computed.class);
    }
  }

  @Test
  void connectivesNest() {
    var condition = rule("{'And': [{'Variable': '$.v', 'IsPresent': true, 'Comment': 'c'},"
        + " {'Not': {'Or': [{'Variable': '$.v', 'IsNull': true}]}}], 'Next': 'N'}").condition();

    assertThat(condition).isInstanceOf(Condition.And.class);
    assertThat(((Condition.And) condition).conditions().get(1)).isInstanceOf(Condition.Not.class);
  }

  @Test
  void rulesAssign() {
    var rule = rule("{'Variable': '$.v', 'IsNull': true, 'Next': 'N', 'Assign': {'a': 1}}");

    assertThat(rule.assign()).isPresent();
    assertThat(rule.next()).isEqualTo("N");
  }

  @Test
  void aJsonataRuleHasAConditionAndAnOutput() {
    var choice = choice("'QueryLanguage': 'JSONata', 'Choices': [{'Condition':"
        + " '{% $states.input.a = 1 %}', 'Output': 1, 'Next': 'N'}, {'Condition': true, 'Next': 'N'}]");

    assertThat(choice.rules().getFirst().output()).isPresent();
    assertThat(choice.rules())
        .allMatch(rule -> rule.condition() instanceof Condition.Computed);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'Variable': '$.v', 'IsNull': true} | These fields are required: [Next] at /States/X/Choices[0]",
      "{'IsNull': true, 'Next': 'X'} | These fields are required: [Variable] at /States/X/Choices[0]",
      "{'Variable': '$.v', 'Next': 'X'} | A choice rule must have a comparison operator at /States/X/Choices[0]",
      "{'Variable': '$.v', 'IsNull': true, 'IsString': true, 'Next': 'X'} | A choice rule must have exactly"
          + " one of: [IsNull, IsString] at /States/X/Choices[0]",
      "{'Variable': '$.v', 'IsNull': true, 'Foo': 1, 'Next': 'X'} | Field 'Foo' is not supported"
          + " at /States/X/Choices[0]",
      "{'Variable': '$.v', 'IsNull': 'yes', 'Next': 'X'} | Expected value of type Boolean"
          + " at /States/X/Choices[0]/IsNull",
      "{'Variable': '$.v', 'NumericEquals': '1', 'Next': 'X'} | Expected value of type Number"
          + " at /States/X/Choices[0]/NumericEquals",
      "{'Variable': '$.v', 'TimestampEquals': '2016-12-05 21:29:29Z', 'Next': 'X'} | String does not match"
          + " RFC3339 timestamp at /States/X/Choices[0]/TimestampEquals",
      "{'And': [], 'Next': 'X'} | Value cannot be empty at /States/X/Choices[0]/And",
      "{'And': [{'Variable': '$.v', 'IsNull': true, 'Next': 'X'}], 'Next': 'X'} | Field 'Next' is not"
          + " supported at /States/X/Choices[0]/And[0]",
      "{'Condition': '{% true %}', 'Next': 'X'} | The QueryLanguage is set to 'JSONPath', but field 'Condition'"
          + " is only supported for the 'JSONata' QueryLanguage at /States/X/Choices[0]",
      "{'Variable': '$.v', 'IsNull': true, 'Output': 1, 'Next': 'X'} | The QueryLanguage is set to 'JSONPath', but"
          + " field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/X/Choices[0]",
      "{'Or': [{'Not': {'Variable': '$.v', 'IsNull': true, 'Assign': {}}}], 'Next': 'X'} | Field 'Assign' is not"
          + " supported at /States/X/Choices[0]/Or[0]/Not",
      "{'Variable': '$.a[*]', 'IsNull': true, 'Next': 'X'} | Value is not a Reference Path"
          + " at /States/X/Choices[0]/Variable",
      "{'Variable': '$.v', 'StringEqualsPath': 'v', 'Next': 'X'} | Value is not a Reference Path"
          + " at /States/X/Choices[0]/StringEqualsPath",
      "{'Not': [], 'Next': 'X'} | Expected value of type Object at /States/X/Choices[0]/Not"}, quoteCharacter = '`')
  void badRulesAreRefused(String rule, String error) {
    assertThat(errorsOf("{'Type': 'Choice', 'Choices': [" + rule + "]}"))
        .containsExactly(SCHEMA + error);
  }

  @Test
  void aJsonataRuleHasNoTestsOfTheOtherLanguage() {
    assertThat(errorsOf("{'Type': 'Choice', 'QueryLanguage': 'JSONata', 'Choices':"
        + " [{'Condition': true, 'Variable': '$.v', 'Next': 'X'}]}")).containsExactly(
            SCHEMA + "The QueryLanguage is set to 'JSONata', but field 'Variable' is only supported"
                + " for the 'JSONPath' QueryLanguage at /States/X/Choices[0]");
  }

  @Test
  void aChoiceNeedsARule() {
    assertThat(errorsOf("{'Type': 'Choice', 'Choices': []}"))
        .containsExactly(SCHEMA + "Value cannot be empty at /States/X/Choices");
  }

  @Test
  void aJsonataConditionIsABooleanOrAnExpression() {
    assertThat(errorsOf("{'Type': 'Choice', 'QueryLanguage': 'JSONata', 'Choices':"
        + " [{'Condition': 'yes', 'Next': 'X'}]}")).containsExactly(
            SCHEMA + "Value must be a boolean or a JSONata expression"
                + " at /States/X/Choices[0]/Condition");
  }

  private static ChoiceRule rule(String rule) {
    return choice("'Choices': [" + rule + "]").rules().getFirst();
  }

  private static ChoiceState choice(String fields) {
    String definition = "{'StartAt': 'X', 'States': {'X': {'Type': 'Choice', " + fields
        + ", 'Default': 'N'}, 'N': {'Type': 'Succeed'}}}";
    assertThat(Parsed.errors(definition).stream().collect(Collectors.joining())).isEmpty();
    return (ChoiceState) machine(definition).state("X");
  }
}
