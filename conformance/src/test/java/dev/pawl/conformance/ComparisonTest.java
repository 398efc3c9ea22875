package dev.pawl.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonTest {
  private static final String TOKENS = """
      {"name": {"kind": "given", "values": ["orders", "bills"]}, "id": {"kind": "engine"},
       "uuid:1": {"kind": "reference"}, "date": {"kind": "time"}, "x": {"kind": "any"}}
      """;

  private final Comparison comparison = new Comparison(
      RecordedCase.object(Json.parse(TOKENS)));

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "{'a': 1, 'b': [true, null]} | {'b': [true, null], 'a': 1.0}",
      "{'a': {'b': 1}}             | {'a': '{\\u0022b\\u0022: 1}'}",
      "'[1, 2]'                    | '[1,2]'",
      "'<name>/7'                  | 'bills/7'",
      "'<name>'                    | '<name>'",
      "'<other>'                   | '<other>'",
      "'<x>'                       | {'any': ['thing']}",
      "'<date>'                    | 1700000000.5",
      "{'<id>': '<id>'}            | {'seven': 'seven'}"})
  void likeIsLike(String expected, String actual) {
    assertThat(comparison.difference(tree(expected), tree(actual))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "{'a': 1}           | {'a': 2}             | /a: expected 1 but was 2",
      "{'a': 1}           | {'a': '1'}           | /a: expected 1 but was \"1\"",
      "{'a': 1}           | {}                   | /a: missing",
      "{}                 | {'a': 1}             | : unexpected [a]",
      "[1]                | [1, 2]               | : 1 expected, 2 found",
      "'<name>'           | 'letters'            | : expected \"<name>\" but was \"letters\"",
      "['<id>', '<id>']   | ['one', 'two']       | /1: expected \"<id>\" but was \"two\"",
      "true               | 'true'               | : expected true but was \"true\"",
      "null               | {}                   | : expected null but was {}"})
  void theFirstDifferenceIsTold(String expected, String actual, String difference) {
    assertThat(comparison.difference(tree(expected), tree(actual))).contains(difference);
  }

  @Test
  void whatDoesNotMatchBindsNothing() {
    boolean matches = comparison.matches(Map.of("a", "<uuid:1>", "b", 1), Map.of("a", "u", "b", 2));

    assertThat(matches).isFalse();
    assertThat(comparison.difference("<uuid:1>", "v")).isEmpty();
    assertThat(comparison.difference("<uuid:1>", "w")).isPresent();
  }

  @Test
  void repliesCarryWhatTheTokensAreBoundTo() {
    comparison.difference("<id>", "seven");

    assertThat(comparison.instantiate(Map.of("<name>", "<id> of <uuid:1>")))
        .isEqualTo(Map.of("orders", "seven of <uuid:1>"));
  }

  private static @Nullable Object tree(String text) {
    return Json.parse(text.replace('\'', '"'));
  }
}
