package dev.pawl.core.expression;

import static dev.pawl.core.expression.Scopes.cause;
import static dev.pawl.core.expression.Scopes.over;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pawl.core.expression.JsonataExpressions.Reach;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions written to bring a worker down. Each must end soon, with an error of its own state. */
class HostileExpressionsTest {
  private static final Duration SOON = Duration.ofSeconds(2);

  @ParameterizedTest
  @ValueSource(strings = {
      "($f := function($n){1 + $f($n)}; $f(1))",
      "($f := function($n){$f($n + 1)}; $f(1))",
      "($d := function($s, $n){$n = 0 ? $s : $d($s & $s, $n - 1)}; $d('x', 60))",
      "$reduce([1..40], function($a, $i){[$a, $a]}, [1])",
      "$reduce([1..40], function($a, $i){{'l': $a, 'r': $a}}, {'x': 1})",
      "($x := $reduce([1..18], function($a, $i){{'l': $a, 'r': $a}}, {'x': 1}); $x = $reduce([1..30], function($a, $i){[$a, $a]}, $x))",
      "[1..10000000]",
      "$range(1, 9223372036854775807, 1)",
      "$range(-9223372036854775807, 9223372036854775807, 1)",
      "$pad('x', 2000000000)",
      "$pad('x', -2000000000, 'ab')",
      "$string([1..800000].($states.input.long))",
      "($l := [1..2000].($states.input.long); $l & '')",
      "($l := [1..2000].($states.input.long); $join($l))",
      "$map([1..800000], function($i){$map([1..800000], function($j){$j})})",
      "$match($states.input.a, /^(.*a){15}b$/)",
      "$contains($states.input.a, /^(.*a){15}b$/)",
      "$replace($states.input.a, /^(.*a){15}b$/, '')",
      "$split($states.input.a, /^(.*a){15}b$/)",
      "$replace($states.input.long, 'a', $states.input.long)",
      "$replace($pad('', 4000000, 'a'), $pad('', 2000000, 'a') & 'b', '', -1 + 2) & $pad('', 5000000)",
      "$formatInteger(1, $pad('', 4000000, '0'))",
      "$fromMillis(0, '[Y,999999999]')",
      "$fromMillis(0, '[Y,*-999999999]')",
      "$formatNumber(1, $pad('', 4000000, '0'))",
      "$parseInteger($pad('', 4000000, 'M'), 'I')",
      "$toMillis($pad('', 4000000, '0'), '[Y0001]')",
      "$join($map([1..800000], $string), $states.input.long)",
      "$encodeUrlComponent($pad('', 4000000, '%'))",
      "$zip([1..800000], [1..800000], [1..800000], [1..800000])",
      "$formatInteger(900000000000000, 'I')",
      "$distinct([1..800000].[1..800000])",
      "$sort([1..800000], function($l, $r){$l < $r})",
      "($l := [1..2000].{'s': $states.input.long}; $l ~> |$|{'x': 1}|)"})
  void jsonataEndsSoonWithAnError(String expression) {
    Expression hostile = JsonataExpressions.template("Output", "{% " + expression + " %}",
        Reach.INPUT_CONTEXT);
    Scope scope = over(
        "{\"a\":\"" + "a".repeat(42) + "\",\"long\":\"" + "a".repeat(200_000) + "\"}");

    StatesError error = assertTimeoutPreemptively(SOON, () -> Scopes.error(hostile, scope));

    assertThat(error.name()).isEqualTo("States.QueryEvaluationError");
    assertThat(error.cause()).contains("threw an error during evaluation: ");
  }

  @Test
  void aResultThatIsSharedManyTimesOverIsTooLargeNotFatal() {
    Expression hostile = JsonataExpressions.template("Output",
        "{% $reduce([1..18], function($a, $i){{'l': $a, 'r': $a}}, {'x': 1}) %}",
        Reach.INPUT_CONTEXT);

    StatesError error = assertTimeoutPreemptively(SOON, () -> Scopes.error(hostile, over("{}")));

    assertThat(error.name()).isEqualTo("States.DataLimitExceeded");
  }

  @Test
  void theExpressionsOfOneFieldShareOneAllowanceOfTime() {
    // Each takes too little for a look at the clock within it.
    String quick = "{% $sum([1..1000]) + $count($split($states.input.long, 'b')) %}";
    Map<String, String> many = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      many.put("f" + i, quick);
    }
    Expression template = JsonataExpressions.template("Output", many, Reach.INPUT_CONTEXT);
    Scope scope = over("{\"long\":\"" + "a".repeat(200_000) + "\"}")
        .within(new EvaluationAllowance(20_000_000));
    Expression one = JsonataExpressions.template("Output", quick, Reach.INPUT_CONTEXT);
    assertThat(Scopes.value(one, over(scope.document().text()))).isEqualTo("500501");

    StatesError error = assertTimeoutPreemptively(SOON, () -> Scopes.error(template, scope));

    assertThat(error.cause()).contains("timeout: Check for infinite loop");
  }

  @Test
  void theFieldsOfOneStateShareOneAllowanceOfTime() {
    Scope scope = over("{\"a\":\"" + "a".repeat(42) + "\"}")
        .within(new EvaluationAllowance(20_000_000));
    Expression slow = JsonataExpressions.template("Output",
        "{% $match($states.input.a, /^(.*a){15}b$/) %}", Reach.INPUT_CONTEXT);
    Expression quick = JsonataExpressions.template("Assign", Map.of("v", "{% 1 %}"),
        Reach.INPUT_CONTEXT);
    Expression paths = PathExpressions.template("Parameters", Map.of("v.$", "$.a"));
    assertThat(Scopes.cause(slow, scope)).contains("timeout: Check for infinite loop");

    assertThat(Scopes.cause(quick, scope.over(Payload.NULL))).isEqualTo("The JSONata expression"
        + " '1' specified for the field 'Assign/v' threw an error during evaluation: Expression"
        + " evaluation timeout: Check for infinite loop");
    assertThat(Scopes.cause(paths, scope.withResult(Payload.NULL)))
        .isEqualTo("The evaluation of 'Parameters' took too long");
    assertThat(PathExpressions.lookup("$.a").find(scope)).isEqualTo(Outcome.failed(
        StatesError.runtime("The evaluation of '$.a' took too long")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      // 32 * 31 times all of the input
      "$[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"
          + "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0].wide[*] | found too many values",
      // each result comes with its path
      "$[0][0].named.*[*] | found too many values",
      // all with all
      "$[0][0].objects[?(@.n in $[0][0].numbers)] | took too long",
      "$[0][0].objects[?(@.n nin $[0][0].numbers)] | took too long",
      "$[0][0].one[?(@.l subsetof @.l)] | took too long",
      "$[0][0].one[?(@.l anyof @.r)] | took too long",
      "$[0][0].one[?(@.l noneof @.r)] | took too long"})
  void aPathThatMultipliesItsInputEndsSoonWithAnError(String path, String cause) {
    Expression hostile = PathExpressions.inputOutputPath(path);
    String numbers = numbers(0, 10_000);
    String input = "[[{\"wide\":[" + numbers + "],\"numbers\":[" + numbers
        + "],\"named\":{\"" + "n".repeat(10_000) + "\":[" + numbers + "]},"
        + "\"objects\":[" + numbers(10_000, 20_000).replaceAll("(\\d+)", "{\"n\":$1}")
        + "],\"one\":[{\"l\":[" + numbers(0, 60_000) + "],\"r\":[" + numbers(60_000, 120_000)
        + "]}]}]]";

    StatesError error = assertTimeoutPreemptively(SOON, () -> Scopes.error(hostile, over(input)));

    assertThat(error.name()).isEqualTo("States.Runtime");
    // On a machine with much else to do the time may be over before the bound of hits is met.
    assertThat(error.cause()).isIn("The evaluation of '" + path + "' " + cause,
        "The evaluation of '" + path + "' took too long");
  }

  private static String numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).collect(Collectors.joining(","));
  }

  @Test
  void aFilterSeeksTextInLinearTime() {
    Expression hostile = PathExpressions.inputOutputPath("$[?(@.a contains @.b)].c");
    String input = "[{\"a\":\"" + "a".repeat(170_000) + "\",\"b\":\"" + "a".repeat(85_000)
        + "b\",\"c\":1},{\"a\":\"abc\",\"b\":\"bc\",\"c\":2}]";

    String found = assertTimeoutPreemptively(Duration.ofMillis(800),
        () -> Scopes.value(hostile, over(input)));

    assertThat(found).isEqualTo("[2]");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "@.l subsetof [1,2,3] | [1,4]",
      "@.l subsetof @.r | [1,4]",
      "@.l anyof [2,9] | [1,2]",
      "@.l noneof [2,9] | [4]",
      "@.l contains 9 | [2]",
      "@.id in [1,3] | [1,3]",
      "@.id nin [1,3] | [2,4]",
      "@.s contains 'b' | [3]"})
  void operatorsOfSetsAnswerAsBefore(String filter, String ids) {
    String input = "[{\"id\":1,\"l\":[1,2],\"r\":[2,1,0]},{\"id\":2,\"l\":[9,1],\"r\":[1]},"
        + "{\"id\":3,\"l\":7,\"r\":[7],\"s\":\"abc\"},{\"id\":4,\"l\":[],\"r\":[]}]";

    assertThat(Scopes.value(PathExpressions.inputOutputPath("$[?(" + filter + ")].id"),
        over(input))).isEqualTo(ids);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$[0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0]",
      "$.a['x','y'][0,0,0,0,0,0,0,0,0,0].b[0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0]"})
  void unionsThatMultiplyToMoreThanAThousandAreRefused(String path) {
    assertThatThrownBy(() -> PathExpressions.inputOutputPath(path))
        .isInstanceOf(InvalidExpressionException.class);
    assertThat(PathExpressions.inputOutputPath(path.substring(0, path.lastIndexOf('[')))
        .source()).isNotEmpty();
  }

  @Test
  void aFiltersListIsNoUnion() {
    String list = "[" + numbers(0, 60) + "]";

    assertThat(PathExpressions.inputOutputPath("$[?(@.a in " + list + " || @.b in " + list + ")]")
        .source()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$[?(@.a =~ /^(.*a){15}b$/)]",
      "$[?(/^(.*a){15}b$/ =~ @.a)]"})
  void aRegexOfAPathEndsSoonWithAnError(String path) {
    Expression hostile = PathExpressions.inputOutputPath(path);
    Scope scope = over("[{\"a\":\"" + "a".repeat(42) + "\"}]");

    StatesError error = assertTimeoutPreemptively(SOON, () -> Scopes.error(hostile, scope));

    assertThat(error.name()).isEqualTo("States.Runtime");
    assertThat(error.cause()).isEqualTo("The evaluation of '" + path + "' took too long");
  }

  @Test
  void aRegexOfAPathStillMatches() {
    assertThat(Scopes.value(PathExpressions.inputOutputPath("$[?(@.a =~ /x.*/i)].a"),
        over("[{\"a\":\"Xy\"},{\"a\":\"yx\"},{\"a\":1},{\"b\":2}]"))).isEqualTo("[\"Xy\"]");
    assertThat(Scopes.value(PathExpressions.inputOutputPath("$[?(@.a =~ /[0-9]+|true/)].a"),
        over("[{\"a\":12},{\"a\":true},{\"a\":[\"x\",\"3\"]}]")))
        .isEqualTo("[12,true,[\"x\",\"3\"]]");
  }

  @Test
  void manyDeepScansInOneTemplateEndSoon() {
    Map<String, Object> scans = new LinkedHashMap<>();
    for (int i = 0; i < 5_000; i++) {
      scans.put("f" + i + ".$", "$..*");
    }
    Expression template = PathExpressions.template("Parameters", scans);
    String wide = "[" + "{\"a\":[1,2,3]},".repeat(15_000) + "1]";

    StatesError error = assertTimeoutPreemptively(Duration.ofSeconds(10),
        () -> Scopes.error(template, over(wide)));

    // The machine's speed decides which comes first.
    assertThat(error.cause()).isIn("The evaluation of 'Parameters' took too long",
        "The evaluation of 'Parameters' found too many values");
  }

  @Test
  void aThousandBracketsAreFineOnAThreadThatReadsDefinitions() throws InterruptedException {
    var read = new java.util.concurrent.atomic.AtomicReference<Expression>();
    Thread reader = new Thread(null, () -> read.set(JsonataExpressions.template("Output",
        "{%" + "[".repeat(1_000) + "]".repeat(1_000) + "%}", Reach.INPUT_CONTEXT)), "reader",
        4L << 20);

    reader.start();
    reader.join();

    assertThat(read.get()).isNotNull();
  }

  @Test
  void aRangeOverAMillionSaysSo() {
    assertThat(cause(JsonataExpressions.template("Output", "{% [1..1000000000] %}",
        Reach.INPUT_CONTEXT), over("{}"))).contains("D2014: The size of the sequence");
  }

  @Test
  void longTextsAreSoughtInLinearTime() {
    String text = "a".repeat(4_000_000);
    String part = "a".repeat(2_000_000) + "b";

    int found = assertTimeoutPreemptively(SOON,
        () -> dev.pawl.core.json.LinearSearch.indexOf(text, part, 0));

    assertThat(found).isEqualTo(-1);
  }

  @Test
  void deepNestingAndLongTextsAreRefused() {
    for (String expression : new String[]{"[".repeat(10_000) + "]".repeat(10_000),
        "1" + "+1".repeat(20_000),
        "1" + "??1".repeat(10_000)}) {
      assertThatThrownBy(() -> JsonataExpressions.template("Output", "{%" + expression + "%}",
          Reach.INPUT_CONTEXT))
          .isInstanceOf(InvalidExpressionException.class)
          .hasFieldOrPropertyWithValue("code", "INVALID_JSONATA_EXPRESSION");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"$match('a', $states.input.p)", "($r := /a/; 1)", "/a/('b')"})
  void aRegexStandsOnlyWhereItCanBeStopped(String expression) {
    if (expression.contains("/")) {
      assertThatThrownBy(
          () -> JsonataExpressions.template("Output", "{%" + expression + "%}",
              Reach.INPUT_CONTEXT))
          .isInstanceOf(InvalidExpressionException.class);
    } else {
      assertThat(cause(
          JsonataExpressions.template("Output", "{%" + expression + "%}", Reach.INPUT_CONTEXT),
          over("{\"p\":\"a\"}"))).contains("T0410");
    }
  }

  @Test
  void deepScansEndSoon() {
    String deep = "{\"a\":".repeat(490) + "1" + "}".repeat(490);
    Expression scan = PathExpressions.inputOutputPath("$..*");

    Outcome<?> outcome = assertTimeoutPreemptively(SOON, () -> scan.evaluate(over(deep)));

    assertThat(outcome).isInstanceOf(Outcome.Ok.class);
  }

  @Test
  void anIntrinsicCannotMultiplyItsInputWithoutEnd() {
    String call = "States.Format('" + "{}".repeat(1_000) + "'" + ", $.s".repeat(1_000) + ")";
    Expression template = PathExpressions.template("Parameters", Map.of("v.$", call));

    assertThat(cause(template, over(Json.write(Map.of("s", "x".repeat(200_000))))))
        .contains("must not be longer");
  }
}
