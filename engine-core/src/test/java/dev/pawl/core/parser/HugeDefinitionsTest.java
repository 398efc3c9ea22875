package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A definition as large as one may be is answered in seconds, whatever stands in it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HugeDefinitionsTest {
  private static final int MOST_BYTES = 1_048_576;
  private static final String TOO_MANY = "SCHEMA_VALIDATION_FAILED: State machine must not have"
      + " more than 10000 expressions at null";

  @Test
  void aDefinitionHasAtMostOneMebibyte() {
    String machine = json("{'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}}}");
    String longest = machine + " ".repeat(MOST_BYTES - machine.length());
    // of two bytes each
    String umlauts = json("{'StartAt': 'X', 'Comment': '" + "ä".repeat(MOST_BYTES / 2)
        + "', 'States': {'X': {'Type': 'Succeed'}}}");

    assertThat(errors(longest)).isEmpty();
    assertThat(errors(longest + " ")).containsExactly(
        "SCHEMA_VALIDATION_FAILED: Definition must not be longer than 1048576 bytes at null");
    assertThat(errors(umlauts)).containsExactly(
        "SCHEMA_VALIDATION_FAILED: Definition must not be longer than 1048576 bytes at null");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000})
  void graphsNestedFarTooDeepAreRefused(int levels) {
    String graph = IntStream.range(0, levels)
        .mapToObj(level -> "'StartAt': 'L" + level + "', 'States': {'L" + level
            + "': {'Type': 'Parallel', 'End': true, 'Branches': [{")
        .collect(Collectors.joining("", "{", ""));
    String end = "'StartAt': 'Z', 'States': {'Z': {'Type': 'Succeed'}}" + "}]}}".repeat(levels)
        + "}";

    assertThat(errors(json(graph + end))).singleElement()
        .asString()
        .startsWith("TOO_DEEPLY_NESTED: ");
  }

  @Test
  void conditionsNestedFarTooDeepAreRefused() {
    String deep = "{'Not': ".repeat(1_000) + "{'Variable': '$.a', 'IsNull': true}"
        + "}".repeat(1_000);

    assertThat(errors(json(
        "{'StartAt': 'X', 'States': {'X': {'Type': 'Choice', 'Choices': [" + deep + "]}}}")))
        .singleElement()
        .asString()
        .startsWith("TOO_DEEPLY_NESTED: ");
  }

  @Test
  void theDeepestThatMayBeIsParsedPrintedAndCompared() {
    String deep = "{'Not': ".repeat(480) + "{'Variable': '$.a', 'IsNull': true}" + "}".repeat(479)
        + ", 'Next': 'N'}";

    Parsed.assertComesBack(json("{'StartAt': 'X', 'States': {'X': {'Type': 'Choice', 'Choices': ["
        + deep + "]}, 'N': {'Type': 'Succeed'}}}"), MachineType.STANDARD, "deep");
  }

  @Test
  void aMachineOfTenThousandStatesIsParsedPrintedAndCompared() {
    String states = IntStream.range(0, 10_000)
        .mapToObj(i -> "'S" + i + "': {'Type': 'Pass', "
            + (i == 9_999 ? "'End': true}" : "'Next': 'S" + (i + 1) + "'}"))
        .collect(Collectors.joining(", "));

    Parsed.assertComesBack(json("{'StartAt': 'S0', 'States': {" + states + "}}"),
        MachineType.STANDARD, "ten thousand");
  }

  @Test
  void findingsEndAtAThousand() {
    String unknown = IntStream.range(0, 80_000)
        .mapToObj(i -> "'f" + i + "': 1")
        .collect(Collectors.joining(","));

    assertThat(errors(json("{" + unknown + "}"))).hasSize(1_000);
  }

  @Test
  void aLongNameWithManyFieldsBelowItIsRefused() {
    String fields = IntStream.range(0, 40_000)
        .mapToObj(i -> "'f" + i + "':'{%1%}'")
        .collect(Collectors.joining(","));

    assertThat(errors(json("{'QueryLanguage': 'JSONata', 'StartAt': 'X', 'States': {'X':"
        + " {'Type': 'Succeed', 'Output': {'" + "n".repeat(40_000) + "': {" + fields + "}}}}}")))
        .containsExactly("TOO_DEEPLY_NESTED: The names of the definition's fields are too long for"
            + " their number at null");
  }

  @Test
  void aDefinitionHasAtMostTenThousandExpressions() {
    assertThat(errors(withPaths(10_000))).isEmpty();
    assertThat(errors(withPrograms(10_000))).isEmpty();
    assertThat(errors(withPaths(10_001))).containsExactly(TOO_MANY);
    assertThat(errors(withPrograms(10_001))).containsExactly(TOO_MANY);
    assertThat(errors(withPrograms(30_000))).containsExactly(TOO_MANY);
  }

  @Test
  void theExpressionsOfAllStatesCountTogether() {
    String states = IntStream.range(0, 5_001)
        .mapToObj(i -> "'S" + i + "':{'Type':'Pass','InputPath':'$.a','Parameters':{'b.$':'$.b'},"
            + (i == 5_000 ? "'End':true}" : "'Next':'S" + (i + 1) + "'}"))
        .collect(Collectors.joining(","));

    assertThat(errors(json("{'StartAt': 'S0', 'States': {" + states + "}}"))).contains(TOO_MANY);
  }

  private static String withPaths(int number) {
    String paths = IntStream.range(0, number)
        .mapToObj(i -> "'f" + i + ".$':'$.a[" + i + "].b'")
        .collect(Collectors.joining(","));
    return json("{'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'End': true,"
        + " 'Parameters': {" + paths + "}}}}");
  }

  private static String withPrograms(int number) {
    String programs = IntStream.range(0, number)
        .mapToObj(i -> "'f" + i + "':'{%$states.input.a%}'")
        .collect(Collectors.joining(","));
    return json("{'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'End': true,"
        + " 'QueryLanguage': 'JSONata', 'Output': {" + programs + "}}}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1+", "-", "(", "[", "$f(", "1.", "$states.input[0]&", "1?1:", "$x:="})
  void longExpressionsAreBoundedToo(String piece) {
    String longest = piece.repeat(32_000 / piece.length()) + "1";
    String programs = IntStream.range(0, 32)
        .mapToObj(i -> "'f" + i + "':'{%" + longest + "%}'")
        .collect(Collectors.joining(","));

    assertThat(DefinitionParser.parse(json("{'StartAt': 'X', 'States': {'X': {'Type': 'Pass',"
        + " 'End': true, 'QueryLanguage': 'JSONata', 'Output': {" + programs + "}}}}"),
        MachineType.STANDARD)).isNotNull();
  }

  @Test
  void scopesAndVariablesByTheThousandAreFollowed() {
    String branches = IntStream.range(0, 4_000)
        .mapToObj(i -> "{'StartAt':'B" + i + "','States':{'B" + i
            + "':{'Type':'Pass','Assign':{'w':1},'InputPath':'$v" + i + "','End':true}}}")
        .collect(Collectors.joining(","));
    String assigned = IntStream.range(0, 4_000)
        .mapToObj(i -> "'v" + i + "':1")
        .collect(Collectors.joining(","));

    assertThat(DefinitionParser.parseAndAdvise(json("{'StartAt': 'A', 'States': {'A': {'Type':"
        + " 'Pass', 'Assign': {" + assigned + "}, 'Next': 'P'}, 'P': {'Type': 'Parallel', 'End':"
        + " true, 'Branches': [" + branches + "]}}}"), MachineType.STANDARD))
        .isInstanceOfSatisfying(ParseResult.Valid.class,
            valid -> assertThat(valid.warnings()).isEmpty());
  }

  @Test
  void aChainOfLoopsIsFollowed() {
    int length = 3_000;
    String states = IntStream.range(0, length)
        .mapToObj(i -> "'S" + i + "':{'Type':'Choice','Default':'S" + (i + 1) + "','Assign':{'v"
            + i + "':1},'Choices':[{'Variable':'$.a','IsNull':true,'Next':'S" + Math.max(0, i - 1)
            + "'}]}")
        .collect(Collectors.joining(","));

    assertThat(DefinitionParser.parseAndAdvise(json("{'StartAt': 'S0', 'States': {" + states
        + ",'S" + length + "':{'Type':'Pass','InputPath':'$v5','End':true}}}"),
        MachineType.STANDARD))
        .isInstanceOfSatisfying(ParseResult.Valid.class, valid -> assertThat(valid.warnings())
            .noneMatch(w -> w.code().equals(DefinitionAdvice.VARIABLE_MAY_BE_UNASSIGNED)));
  }

  private static List<String> errors(String definition) {
    return switch (DefinitionParser.parse(definition, MachineType.STANDARD)) {
      case ParseResult.Valid _ -> List.of();
      case ParseResult.Invalid invalid ->
        invalid.diagnostics().stream().map(Diagnostic::text).toList();
    };
  }
}
