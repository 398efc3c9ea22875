package dev.pawl.core.expression;

import static dev.pawl.core.expression.Scopes.cause;
import static dev.pawl.core.expression.Scopes.over;
import static dev.pawl.core.expression.Scopes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.pawl.core.expression.JsonataExpressions.Reach;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonataExpressionsTest {
  private static final String INPUT = """
      {"a":1,"l":[5],"n":null,"nulls":[1,null,2],"e":[],"rows":[{"k":"x","v":1},{"k":"y","v":2},{"k":"x","v":3}]}""";

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "$states.input.a + 1                            | 2",
      "$states.input.l                                | [5]",
      "[5]                                            | [5]",
      "$states.input.rows[k='y'].v                    | 2",
      "$states.input.rows[k='y'][].v                  | [2]",
      "$states.input.rows.v                           | [1,2,3]",
      "$states.input.n                                | null",
      "$states.input.nulls                            | [1,null,2]",
      "$map($states.input.nulls, $string)             | [\"1\",\"null\",\"2\"]",
      "$states.input.rows{k: $sum(v)}                 | {\"x\":4,\"y\":2}",
      "$states.input.e{k: 1}                          | {}",
      "$states.context.State.Name                     | \"S\"",
      "$x.y                                           | 7",
      "$nothing                                       | null",
      "{\"a\": $states.input.gone, \"b\": 1}          | {\"b\":1}",
      "null                                           | null",
      "$range(1,9,9)                                  | 1",
      "$range(0,10,3)                                 | [0,3,6,9]",
      "$range(-1.7,2,1)                               | [-1,0,1,2]",
      "$range(5,1,-2)                                 | [5,3,1]",
      "$partition([0],1)                              | [[0]]",
      "$partition([1,2,3,4,5],2.9)                    | [[1,2],[3,4],[5]]",
      "$hash('input data','SHA-1')                    | \"aaff4a450a104cd177d28d18d74485e8cae074b7\"",
      "$random(42)                                    | 0.7275636800328681",
      "$parse('{\"a\":[1,-0,12345678901234567890]}')  | {\"a\":[1,0,1.2345678901234567E19]}",
      "$parse('null')                                 | null",
      "$string(1e20)                                  | \"100000000000000000000\"",
      "$string(9223372036854775808)                   | \"9223372036854776000\"",
      "$string(0.1+0.2)                               | \"0.3\"",
      "$string(1e21)                                  | \"1e+21\"",
      "$string([1,'a',{\"b\":null}])                  | \"[1,\\\"a\\\",{\\\"b\\\":null}]\"",
      "$now()                                         | \"2026-11-22T10:00:00.123Z\"",
      "$millis()                                      | 1795341600123",
      "$now() = $now()                                | true",
      "$count($range(1,200000,1))                     | 200000",
      "$count([1..873782])                            | 873782",
      "$length($pad('',4194304))                      | 4194304",
      "$match('aba',/a/,1).index                      | 0",
      "$replace('John Smith', /(\\w+)\\s(\\w+)/, '$2, $1') | \"Smith, John\"",
      "$replace('abc', /b/, function($m){ $uppercase($m.match) }) | \"aBc\"",
      "$split('a1b2c', /\\d/)                         | [\"a\",\"b\",\"c\"]",
      "$contains('abc', /B/i)                         | true",
      "$pad('x', -3, '#')                             | \"##x\"",
      "$distinct([1,1.0,'1',{\"a\":1},{\"a\":1.0}])   | [1,\"1\",{\"a\":1}]",
      "$sort(['b','a','c'])                           | [\"a\",\"b\",\"c\"]",
      "$sort($states.input.rows, function($l,$r){$l.k > $r.k}).v | [1,3,2]",
      "$map([1,2], $string)                           | [\"1\",\"2\"]",
      "($f := $pad(?, 3); $f('a'))                    | \"a  \"",
      "$toMillis('2024-01-01T00:00:00')               | 1704067200000",
      // What a picture lacks in front comes from the time of the burst, 2026-11-22 10:00 UTC.
      "$toMillis('13:45', '[H]:[m]')                  | 1795355100000",
      "$toMillis('1:45 pm', '[h]:[m] [P]')            | 1795355100000",
      "$toMillis('5', '[m]')                          | 1795341900000",
      "$toMillis('[04-03]', '[[[D01]-[M01]]]')        | 1772582400000",
      "$toMillis('17', '[D]')                         | 1794873600000",
      "$toMillis('2001', '[Y]')                       | 978307200000",
      "$formatBase(255, 16)                           | \"ff\""})
  void anExpressionGivesWhatAwsGives(String expression, String expected) {
    assertThat(value(output(expression), scope())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "$gone                   | returned nothing (undefined).",
      "$states.input.gone      | returned nothing (undefined).",
      "$string                 | returned an unsupported result type.",
      "function($x){$x}        | returned an unsupported result type.",
      "[$sum]                  | returned an unsupported result type.",
      "$eval('1')              | threw an error during evaluation. T1006: Attempted to invoke a non-function",
      "$gone()                 | threw an error during evaluation. T1006: Attempted to invoke a non-function",
      "1 + 'a'                 | threw an error during evaluation. T2002: The right side of the \"+\" operator must evaluate to a number",
      "$number('x')            | threw an error during evaluation. D3030: Unable to cast value to a number: \"x\"",
      "$toMillis('foo')        | threw an error during evaluation. D3110: The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given \"foo\"",
      "$length(null)           | threw an error during evaluation. T0410: Argument 1 of function \"length\" does not match function signature",
      "$uppercase(1)           | threw an error during evaluation. T0410: Argument 1 of function \"uppercase\" does not match function signature",
      "$error('mine')          | threw an error during evaluation. D3137: mine",
      "$sort([1,'a'])          | threw an error during evaluation. D3070: The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function",
      "(false or $number('x')) | threw an error during evaluation. D3030: Unable to cast value to a number: \"x\"",
      "$partition([1], -1)     | threw an error during evaluation: The second argument of the partition function must be a positive number",
      "$count([1..873783])     | threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage",
      "$pad('', 8388608)       | threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage",
      "($f := function($n){1 + $f($n)}; $f(1)) | threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive"})
  void whatGoesWrongIsToldInAwsWords(String expression, String expected) {
    Outcome<Payload> outcome = output(expression).evaluate(scope());

    Outcome.Failed<Payload> failed = (Outcome.Failed<Payload>) outcome;
    assertThat(failed.error().name()).isEqualTo("States.QueryEvaluationError");
    assertThat(failed.location()).isEqualTo("Output");
    assertThat(failed.error().cause())
        .isEqualTo("The JSONata expression '" + expression + "' specified for the field 'Output' "
            + expected);
  }

  @Test
  void aFieldInsideIsNamedByItsPath() {
    Map<String, Object> tree = Map.of("r", Map.of("values", List.of(1, "{% $x1 %}")));

    Outcome<Payload> outcome = JsonataExpressions.template("Arguments", tree, Reach.INPUT_CONTEXT)
        .evaluate(scope());

    Outcome.Failed<Payload> failed = (Outcome.Failed<Payload>) outcome;
    assertThat(failed.location()).isEqualTo("Arguments/r/values[1]");
    assertThat(failed.error().cause())
        .isEqualTo("The JSONata expression '$x1' specified for the field "
            + "'Arguments/r/values[1]' returned nothing (undefined).");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "phone               | UNSUPPORTED_JSONATA_EXPRESSION | Reference to 'phone' at the top level is not supported.",
      "$                   | UNSUPPORTED_JSONATA_EXPRESSION | Reference to '$' at the top level is not supported.",
      "$states.input[$$.a] | UNSUPPORTED_JSONATA_EXPRESSION | Reference to '$$' is not supported.",
      "[phone.a]           | UNSUPPORTED_JSONATA_EXPRESSION | Reference to 'phone' at the top level is not supported.",
      "(                   | INVALID_JSONATA_EXPRESSION     | Expected \")\" before end of expression",
      "1 /* x              | INVALID_JSONATA_EXPRESSION     | Comment has no closing tag",
      "'a                  | INVALID_JSONATA_EXPRESSION     | String literal must be terminated by a matching quote"})
  void whatStepFunctionsDoesNotOfferIsRefused(String expression, String code, String text) {
    assertThatThrownBy(() -> output(expression))
        .isInstanceOfSatisfying(InvalidExpressionException.class, e -> {
          assertThat(e.code()).isEqualTo(code);
          assertThat(String.valueOf(e.getMessage())).isEqualTo(text);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"$states.input.order[total > 10]", "$states.input.(a & $.b)",
      "$map([1], function($v){ $ })",
      "$states.input.rows^(v)", "$states.input.rows{k: v}", "($x := 1; $x)"})
  void namesAreFineWhereThereIsAContext(String expression) {
    assertThat(output(expression).source()).isEqualTo(expression);
  }

  @Test
  void resultAndErrorOutputAreOnlyInReachOfTheirFields() {
    Object result = "{% $states.result.a %}";
    Object error = "{% $states.errorOutput.Error %}";

    assertThatThrownBy(() -> JsonataExpressions.template("Arguments", result, Reach.INPUT_CONTEXT))
        .isInstanceOf(InvalidExpressionException.class);
    assertThatThrownBy(() -> JsonataExpressions.template("Output", error, Reach.WITH_RESULT))
        .isInstanceOf(InvalidExpressionException.class);
    assertThat(value(JsonataExpressions.template("Output", result, Reach.WITH_RESULT),
        scope().withResult(Payload.parse("{\"a\":9}")))).isEqualTo("9");
    assertThat(value(JsonataExpressions.template("Output", error, Reach.WITH_ERROR_OUTPUT),
        scope().withErrorOutput(Payload.parse("{\"Error\":\"E\"}")))).isEqualTo("\"E\"");
  }

  @Test
  void aValueOfTheWrongTypeIsToldInAwsWords() {
    Outcome<Payload> outcome = JsonataExpressions.unexpectedType("$states.input", "Items", "array",
        Payload.parse("1"));

    Outcome.Failed<Payload> failed = (Outcome.Failed<Payload>) outcome;
    assertThat(failed.location()).isEqualTo("Items");
    assertThat(failed.error().cause())
        .isEqualTo("The JSONata expression '$states.input' specified for the field "
            + "'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1");
  }

  @Test
  void variablesAreThoseThatTheExpressionDoesNotBindItself() {
    Expression expression = output(
        "($a := $b; $f := function($p){ $p + $q }; $states.input.l@$i[$i > $r]; $map($s, $sum) & $a)");

    assertThat(expression.variables()).isEqualTo(Set.of("b", "q", "r", "s"));
  }

  @Test
  void aTemplateWithoutExpressionsIsAConstant() {
    Expression template = JsonataExpressions.template("Output",
        Json.parse("{\"a\":[\" {% 1 %}\"]}"), Reach.INPUT_CONTEXT);

    assertThat(template).isInstanceOf(ConstantExpression.class);
    assertThat(value(template, scope())).isEqualTo("{\"a\":[\" {% 1 %}\"]}");
  }

  @Test
  void inputTreesAreNeverChanged() {
    Scope scope = scope();

    value(output("$states.input.e{k: 1}"), scope);
    value(output("$states.input ~> |rows|{'z':1},'k'|"), scope);
    value(output("$append($states.input.l, 6)"), scope);

    assertThat(Json.write(scope.document().tree())).isEqualTo(INPUT);
  }

  @Test
  void aHundredTermsWorkAndTwoHundredDoNot() {
    assertThat(value(output(ones(100)), scope())).isEqualTo("100");
    assertThat(cause(output(ones(200)), scope())).contains("Stack overflow error");
  }

  @Test
  void sortingIsStableAndBearsComparatorsWithoutOrder() {
    String rows = IntStream.range(0, 200).mapToObj(i -> "{\"k\":" + i * 7 % 3 + ",\"i\":" + i + "}")
        .collect(Collectors.joining(",", "[", "]"));

    String sorted = value(output("$sort($states.input, function($l,$r){$l.k > $r.k}).i"),
        over(rows));

    assertThat(sorted).startsWith("[0,3,6,9,");
    assertThat(Json.parse(sorted)).asInstanceOf(LIST).hasSize(200);
  }

  @Test
  void mappingManyObjectsIsNoDeepRecursion() {
    assertThat(
        value(output("$count($map([1..100], function($v){ {\"a\":$v,\"b\":$v} }))"), scope()))
        .isEqualTo("100");
  }

  @Test
  void anExpressionGivesTheSameOnManyThreads() {
    Expression expression = output("$sum($states.input.rows.v) & $x.y & $now()");

    assertThat(
        IntStream.range(0, 2_000).parallel().mapToObj(_ -> value(expression, scope())).distinct())
        .containsExactly("\"672026-11-22T10:00:00.123Z\"");
  }

  private static String ones(int count) {
    return "1" + "+1".repeat(count - 1);
  }

  private static Expression output(String expression) {
    return JsonataExpressions.template("Output", "{% " + expression + " %}", Reach.INPUT_CONTEXT);
  }

  private static Scope scope() {
    return over(INPUT, Map.of("x", "{\"y\":7}", "nothing", "null"));
  }
}
