package dev.pawl.core.expression;

import static dev.pawl.core.expression.Scopes.cause;
import static dev.pawl.core.expression.Scopes.over;
import static dev.pawl.core.expression.Scopes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntrinsicFunctionTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "States.Array()                                        | []",
      "States.Array(1, 'a', null, true, $.l)                 | [1,\"a\",null,true,[1,2,3,4,5]]",
      "States.ArrayPartition($.l, 2)                         | [[1,2],[3,4],[5]]",
      "States.ArrayPartition($.e, 2)                         | []",
      "States.ArrayContains($.l, 5)                          | true",
      "States.ArrayContains($.l, 5.0)                        | true",
      "States.ArrayContains($.m, $.n)                        | true",
      "States.ArrayContains($.l, '5')                        | false",
      "States.ArrayRange(0, 10, 3)                           | [0,3,6,9]",
      "States.ArrayRange(1, 9, 9)                            | [1]",
      "States.ArrayRange(1, 9, -2)                           | []",
      "States.ArrayGetItem($.l, 4)                           | 5",
      "States.ArrayLength($.l)                               | 5",
      "States.ArrayUnique($.u)                               | [1,{\"a\":1},\"1\",null]",
      "States.Base64Encode('Data to encode')                 | \"RGF0YSB0byBlbmNvZGU=\"",
      "States.Base64Encode('')                               | \"\"",
      "States.Base64Decode('RGF0YSB0byBkZWNvZGU=')           | \"Data to decode\"",
      "States.Hash('input data', 'SHA-1')                    | \"aaff4a450a104cd177d28d18d74485e8cae074b7\"",
      "States.JsonMerge($.a, $.b, false)                     | {\"x\":{\"p\":2},\"y\":1,\"z\":3}",
      "States.StringToJson('{\"a\": [1, -0]}')               | {\"a\":[1,0]}",
      "States.StringToJson('')                               | null",
      "States.StringToJson(' ')                              | null",
      "States.JsonToString($.a)                              | \"{\\\"x\\\":1,\\\"y\\\":1}\"",
      "States.MathAdd(1.5, 1.51)                             | 4",
      "States.MathAdd(-1.5, -1.51)                           | -3",
      "States.MathAdd(-1.5, 0)                               | -1",
      "States.MathAdd(-2.5, 0)                               | -2",
      "States.MathAdd(-0.5, 0.5)                             | 1",
      "States.MathAdd(2147483647, 1)                         | 2147483648",
      "States.StringSplit(', , ,', ',')                      | [\" \",\" \"]",
      "States.StringSplit(',,,,', ',')                       | []",
      "States.StringSplit('This.is+a,test=string', '.+,=')   | [\"This\",\"is\",\"a\",\"test\",\"string\"]",
      "States.Format('{} and {}', null, 1.1)                 | \"null and 1.1\"",
      "States.Format('{}', $.f)                              | \"{Arg1=1, Arg2=[]}\"",
      "States.Format('\\{\\} \\'{}\\' \\\\', 'a')            | \"{} 'a' \\\\\"",
      "States.Format($.t, 1)                                 | \"n=1\"",
      "States.MathAdd(States.ArrayLength($.l), -1)           | 4"})
  void aCallGivesWhatAwsGives(String call, String expected) {
    String input = """
        {"l":[1,2,3,4,5],"e":[],"m":[[1,2,3],2],"n":[1,2,3],"u":[1,{"a":1},1.0,"1",{"a":1.0},null,null],
         "a":{"x":1,"y":1},"b":{"x":{"p":2},"z":3},"f":{"Arg1":1,"Arg2":[]},"t":"n={}"}""";

    assertThat(value(template(call), over(input))).isEqualTo("{\"v\":" + expected + "}");
  }

  @Test
  void aSeedMakesTheSameNumberAgain() {
    Expression seeded = template("States.MathRandom(1, 999, 7)");

    assertThat(value(seeded, over("{}"))).isEqualTo(value(seeded, over("[]")));
    assertThat(value(template("States.MathRandom(1, 2)"), over("{}"))).isEqualTo("{\"v\":1}");
  }

  @Test
  void uuidsAreOfVersionFour() {
    assertThat(value(template("States.UUID()"), over("{}")))
        .matches(
            "\\{\"v\":\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"States.ArrayGetItem($.l, 9)", "States.ArrayPartition($.l, 0)",
      "States.ArrayRange(1, 2, 0)",
      "States.ArrayRange(1, 1001, 1)", "States.ArrayLength(1)", "States.Base64Decode('A')",
      "States.Hash('a', 'sha-1')",
      "States.JsonMerge($, $, true)", "States.StringToJson('{')", "States.Format('{}')",
      "States.Format('', 1)",
      "States.MathAdd('1', 2)", "States.MathRandom(2, 2)"})
  void badArgumentsAreARuntimeError(String call) {
    assertThat(Scopes.error(template(call), over("{\"l\":[1]}")).name())
        .isEqualTo("States.Runtime");
    assertThat(cause(template(call), over("{\"l\":[1]}")))
        .startsWith("The function '" + call + "' had the following error: ");
  }

  @Test
  void aMissingPathNamesTheCallAndTheInput() {
    assertThat(cause(template("States.Format('{}', $.x)"), over("{\"a\":1}")))
        .isEqualTo("The function 'States.Format('{}', $.x)' had the following error: "
            + "The JsonPath argument for the field '$.x' could not be found in the input '{\"a\":1}'");
  }

  @Test
  void tenCallsMayBeNestedAndNoMore() {
    String ten = "States.Array(".repeat(10) + ")".repeat(10);

    assertThat(value(template(ten), over("{}")))
        .isEqualTo("{\"v\":" + "[".repeat(10) + "]".repeat(10) + "}");
    assertThatThrownBy(() -> template("States.Array(" + ten + ")"))
        .isInstanceOf(InvalidExpressionException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"States.Array(1", "States.Array(1 2)", "States.Array(,1)",
      "States.Array(1,)",
      "States.Array(\"a\")", "States.Array([1])", "States.UUID(1)", "States.array()", "Array()",
      "States.Array() x",
      "States.Array('a\\n')", ""})
  void whatIsNoCallIsRefused(String call) {
    assertThatThrownBy(() -> template(call)).isInstanceOf(InvalidExpressionException.class);
  }

  @Test
  void aCausePathTakesOnlyCallsThatGiveStrings() {
    assertThat(value(PathExpressions.pathOrIntrinsic("CausePath", "States.Format('{}', $.a)"),
        over("{\"a\":1}")))
        .isEqualTo("\"1\"");
    assertThatThrownBy(() -> PathExpressions.pathOrIntrinsic("CausePath", "States.MathAdd(1, 2)"))
        .isInstanceOf(InvalidExpressionException.class);
  }

  private static Expression template(String call) {
    return PathExpressions.template("Parameters", Map.of("v.$", call));
  }
}
