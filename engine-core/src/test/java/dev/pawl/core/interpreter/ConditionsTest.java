package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "'StringEquals': 'a' | 'a' | true",
      "'StringEquals': 'a' | 'A' | false",
      "'StringLessThan': 'b' | 'a' | true",
      "'StringGreaterThan': 'b' | 'a' | false",
      "'StringLessThanEquals': 'a' | 'a' | true",
      "'StringGreaterThanEquals': 'b' | 'a' | false",
      "'StringEquals': '1' | 1 | false",
      "'NumericEquals': 0 | 0.0 | true",
      "'NumericEquals': 1 | '1' | false",
      "'NumericEquals': 9007199254740993 | 9007199254740992 | false",
      "'NumericGreaterThan': 12345678901234567890 | 12345678901234567891 | true",
      "'NumericEquals': 0.1 | 0.10 | true",
      "'NumericLessThan': 2 | 1.5 | true",
      "'NumericLessThanEquals': 2 | 2 | true",
      "'NumericGreaterThanEquals': 2 | 1 | false",
      "'NumericLessThan': 1 | null | false",
      "'BooleanEquals': true | true | true",
      "'BooleanEquals': false | 0 | false",
      "'BooleanEquals': true | 'true' | false",
      "'TimestampEquals': '2012-10-09T19:00:55Z' | '2012-10-09T21:00:55.000+02:00' | true",
      "'TimestampLessThan': '2012-10-09T19:00:55Z' | '2012-10-09T19:00:54.999Z' | true",
      "'TimestampEquals': '2012-10-09T19:00:55Z' | '2012-10-09 19:00:55Z' | false",
      "'TimestampEquals': '2012-10-09T19:00:55Z' | '2012-10-09T19:00:55' | false",
      "'TimestampGreaterThan': '2012-10-09T19:00:55Z' | 7 | false",
      "'IsNull': true | null | true",
      "'IsNull': false | 0 | true",
      "'IsPresent': true | null | true",
      "'IsPresent': false | null | false",
      "'IsNumeric': true | 1.5 | true",
      "'IsNumeric': true | '1' | false",
      "'IsString': true | 'a' | true",
      "'IsBoolean': false | 1 | true",
      "'IsTimestamp': true | '2012-10-09T19:00:55Z' | true",
      "'IsTimestamp': true | '2012-10-09t19:00:55z' | false",
      "'IsTimestamp': true | '2012-13-09T19:00:55Z' | false"})
  void operatorsAnswer(String operator, String value, boolean expected) {
    assertThat(test("{'Variable': '$.v', " + operator + ", 'Next': 'N'}", "{'v': " + value + "}"))
        .isEqualTo(Outcome.ok(expected));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "a*c | abc | true",
      "a*c | ac | true",
      "a*c | abcd | false",
      "* |  | true",
      "*.log | x.log | true",
      "a*b*c | aXbYbZc | true",
      "a*a | a | false",
      "a.c | abc | false",
      "a\\\\*c | a*c | true",
      "a\\\\*c | abc | false",
      "a\\\\\\\\c | a\\\\c | true"})
  void starsMatchAnything(String pattern, String text, boolean expected) {
    assertThat(test("{'Variable': '$.v', 'StringMatches': '" + pattern + "', 'Next': 'N'}",
        "{'v': '" + (text == null ? "" : text) + "'}")).isEqualTo(Outcome.ok(expected));
  }

  @Test
  void aPathComparandIsReadFromTheData() {
    String rule = "{'Variable': '$.v', 'NumericLessThanPath': '$.w', 'Next': 'N'}";

    assertThat(test(rule, "{'v': 1, 'w': 2}")).isEqualTo(Outcome.ok(true));
    assertThat(test(rule, "{'v': 1, 'w': '2'}")).isEqualTo(Outcome.ok(false));
    assertThat(test(rule, "{'v': 1}")).isEqualTo(invalid("$.w"));
  }

  @Test
  void anAbsentVariableFailsUnlessItIsAskedFor() {
    assertThat(test("{'Variable': '$.v', 'StringEquals': 'a', 'Next': 'N'}", "{}"))
        .isEqualTo(invalid("$.v"));
    assertThat(test("{'Variable': '$.v', 'IsNull': true, 'Next': 'N'}", "{}"))
        .isEqualTo(invalid("$.v"));
    assertThat(test("{'Variable': '$.v', 'IsPresent': true, 'Next': 'N'}", "{}"))
        .isEqualTo(Outcome.ok(false));
    assertThat(test("{'Variable': '$.v', 'IsPresent': false, 'Next': 'N'}", "{}"))
        .isEqualTo(Outcome.ok(true));
  }

  @Test
  void connectivesLookNoFurtherThanNeeded() {
    String absent = "{'Variable': '$.absent', 'IsNull': true}";
    String holds = "{'Variable': '$.v', 'IsPresent': true}";

    assertThat(test("{'Or': [" + holds + ", " + absent + "], 'Next': 'N'}", "{'v': 1}"))
        .isEqualTo(Outcome.ok(true));
    assertThat(test("{'And': [{'Not': " + holds + "}, " + absent + "], 'Next': 'N'}", "{'v': 1}"))
        .isEqualTo(Outcome.ok(false));
    assertThat(test("{'And': [" + holds + ", " + absent + "], 'Next': 'N'}", "{'v': 1}"))
        .isEqualTo(invalid("$.absent"));
    assertThat(test("{'And': [" + holds + ", " + holds + "], 'Next': 'N'}", "{'v': 1}"))
        .isEqualTo(Outcome.ok(true));
  }

  @Test
  void thousandsOfPatternsShareOneAllowanceOfTime() {
    String rules = ("{'Variable': '$.v', 'StringMatches': '*" + "a".repeat(250)
        + "b*', 'Next': 'N'},").repeat(2_800);
    ChoiceState choice = choice("'Choices': [" + rules.substring(0, rules.length() - 1) + "]");

    Step step = assertTimeoutPreemptively(Duration.ofSeconds(2),
        () -> ChoiceStep.enter(choice, scope("{'v': '" + "a".repeat(262_000) + "'}")));

    assertThat(step).isEqualTo(new Step.Fault(new Outcome.Failed<>(
        StatesError.runtime("The evaluation of '$.v' took too long"), null)));
  }

  @Test
  void thousandsOfJsonataConditionsShareOneAllowanceOfTime() {
    String rules = "{'Condition': '{% $sum([1..50000]) = 1 %}', 'Next': 'N'},".repeat(3_000);
    ChoiceState choice = choice(
        "'QueryLanguage': 'JSONata', 'Choices': [" + rules.substring(0, rules.length() - 1) + "]");

    Step step = assertTimeoutPreemptively(Duration.ofSeconds(2),
        () -> ChoiceStep.enter(choice, scope("{}")));

    assertThat(step).isInstanceOfSatisfying(Step.Fault.class, fault -> {
      assertThat(fault.failure().error().name()).isEqualTo("States.QueryEvaluationError");
      assertThat(fault.failure().error().cause()).contains("specified for the field 'Choices[")
          .endsWith("threw an error during evaluation: Expression evaluation timeout: Check for"
              + " infinite loop");
    });
  }

  @Test
  void aJsonataConditionGivesABoolean() {
    assertThat(jsonata("{% $states.input.v = 1 %}", "{'v': 1}")).isEqualTo(Outcome.ok(true));
    assertThat(jsonata("{% $states.input.v %}", "{'v': 7}")).isEqualTo(new Outcome.Failed<>(
        new StatesError(StatesError.QUERY_EVALUATION_ERROR,
            "The JSONata expression '$states.input.v' specified for the field"
                + " 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean',"
                + " but was 'number' for value: 7"),
        "Choices[0]/Condition"));
  }

  private static Outcome<Boolean> jsonata(String condition, String input) {
    return evaluate("'QueryLanguage': 'JSONata', 'Choices': [{'Condition': '" + condition
        + "', 'Next': 'N'}]", input);
  }

  private static Outcome<Boolean> test(String rule, String input) {
    return evaluate("'Choices': [" + rule + "]", input);
  }

  private static Outcome<Boolean> evaluate(String fields, String input) {
    return Conditions.test(choice(fields).rules().getFirst().condition(), scope(input));
  }

  private static ChoiceState choice(String fields) {
    String definition = "{'StartAt': 'C', 'States': {'C': {'Type': 'Choice', " + fields
        + "}, 'N': {'Type': 'Succeed'}}}";
    ParseResult result = DefinitionParser.parse(definition.replace('\'', '"'),
        MachineType.STANDARD);
    assertThat(result).isInstanceOf(ParseResult.Valid.class);
    return (ChoiceState) ((ParseResult.Valid) result).machine().state("C");
  }

  private static Scope scope(String input) {
    return new Scope(Payload.parse(input.replace('\'', '"')), LinkedHashMap::new, Map.of(), null,
        null, Instant.EPOCH, new SplittableRandom(1));
  }

  private static Outcome<Boolean> invalid(String path) {
    return Outcome.failed(StatesError.runtime("Invalid path '" + path
        + "': The choice state's condition path references an invalid value."));
  }
}
