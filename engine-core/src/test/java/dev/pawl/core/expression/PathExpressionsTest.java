package dev.pawl.core.expression;

import static dev.pawl.core.expression.Scopes.cause;
import static dev.pawl.core.expression.Scopes.over;
import static dev.pawl.core.expression.Scopes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathExpressionsTest {
  @Test
  void theRootPathGivesTheDocumentItself() {
    Scope scope = over("[[1, 2,  3]]");

    Outcome<Payload> outcome = PathExpressions.inputOutputPath("$").evaluate(scope);

    assertThat(((Outcome.Ok<Payload>) outcome).value()).isSameAs(scope.document());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "$.a                        | {\"a\":null}                            | null",
      "$['a b'].c                 | {\"a b\":{\"c\":[1,2]}}                 | [1,2]",
      "$.a[1]                     | {\"a\":[1,2]}                           | 2",
      "$.a[-1]                    | {\"a\":[1,2]}                           | 2",
      "$.a-b                      | {\"a-b\":1}                             | 1",
      "$.store\\.book             | {\"store.book\":1}                      | 1",
      "$.users[?(@.status == 0)]  | {\"users\":[{\"status\":0}]}            | [{\"status\":0}]",
      "$.users[?(@.status == 9)]  | {\"users\":[{\"status\":0}]}            | []",
      "$.items[*]                 | {}                                      | []",
      "$.item.items[1:5].x        | {}                                      | []",
      "$[*]                       | {}                                      | []",
      "$..x                       | {\"x\":1,\"y\":{\"x\":2}}               | [1,2]",
      "$.a[1:]                    | {\"a\":[1,2,3]}                         | [2,3]",
      "$[1].a                     | [1,{\"a\":2}]                           | 2",
      "$.[0].a                    | [{\"a\":2}]                             | 2",
      "$['Test\\\"\"Name\"']      | {\"Test\\\\\\\"\\\"Name\\\"\":5}            | 5",
      "$$.State.Name              | {}                                      | \"S\"",
      "$v                         | {}                                      | {\"w\":[7]}",
      "$v.w[0]                    | {}                                      | 7"})
  void aPathGivesWhatItNames(String path, String input, String expected) {
    Expression expression = PathExpressions.inputOutputPath(path);

    assertThat(value(expression, over(input, Map.of("v", "{\"w\":[7]}")))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "$.x        | Invalid path '$.x' : No results for path: $['x']",
      "$.no.x     | Invalid path '$.no.x' : Missing property in path $['no']",
      "$$.X       | Invalid path '$$.X' : No results for path: $['X']",
      "$gone      | Invalid path '$gone' : No results for path: $['gone']",
      "$[1:5]     | Invalid path '$[1:5]' : No results for path: $[1:5]"})
  void aMissingInputPathFailsWithJaywaysMessage(String path, String expected) {
    assertThat(cause(PathExpressions.inputOutputPath(path), over("{\"a\":1}"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "SecondsPath          | The SecondsPath parameter does not reference an input value: $.x",
      "TimestampPath        | The TimestampPath parameter does not reference an input value: $.x",
      "ItemsPath            | Reference path \"$.x\" must point to array.",
      "TimeoutSecondsPath   | Invalid path '$.x' : No results for path: $['x']"})
  void aMissingReferencePathFailsWithItsFieldsText(String field, String expected) {
    assertThat(cause(PathExpressions.referencePath(field, "$.x"), over("{\"a\":1}")))
        .isEqualTo(expected);
  }

  @Test
  void anItemsPathMustPointToAnArray() {
    assertThat(cause(PathExpressions.referencePath("ItemsPath", "$.a"), over("{\"a\":1}")))
        .isEqualTo("Reference path \"$.a\" must point to array.");
    assertThat(cause(PathExpressions.referencePath("ItemsPath", "$"), over("1")))
        .isEqualTo("Reference path \"$\" must point to array.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "$.a[*]", "$..a", "$.a[?(@.b)]", "$.a[1:2]", "$.", "$.a b"})
  void whatIsNoReferencePathIsRefused(String path) {
    assertThatThrownBy(() -> PathExpressions.referencePath("ItemsPath", path))
        .isInstanceOf(InvalidExpressionException.class);
  }

  @Test
  void aTemplateEvaluatesItsMarkedKeysOnly() {
    Expression template = template(
        """
        {"a.$":"$.x","b":{"c.$":"States.Format('{}!', $.x)","d":"$.x"},"e":[{"f.$":"$$.State.Name"},"$.x"],"Comment":1}""");

    assertThat(value(template, over("{\"x\":\"y\"}")))
        .isEqualTo(
            "{\"a\":\"y\",\"b\":{\"c\":\"y!\",\"d\":\"$.x\"},\"e\":[{\"f\":\"S\"},\"$.x\"],\"Comment\":1}");
  }

  @Test
  void aTemplateWithoutMarkedKeysIsAConstant() {
    Expression template = template("{\"a\":[1,{\"b\":2}]}");

    assertThat(template.evaluate(over("{}"))).isEqualTo(template.evaluate(over("[]")));
    assertThat(template).isInstanceOf(ConstantExpression.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$.x", "$.Jobs.sum()", "$.Jobs.length()"})
  void aTemplateNamesTheKeyAndTheInputOfAMissingPath(String path) {
    Expression template = PathExpressions.template("Parameters",
        Map.of("v", Map.of("value.$", path)));

    assertThat(cause(template, over("{\"Jobs\": [1]}"))).isEqualTo("The JSONPath '" + path
        + "' specified for the field 'value.$' could not be found in the input '{\"Jobs\": [1]}'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "1", "\"States.Nope()\"", "\"$.a[\"",
      "\"States.Format('\\\\\\\"')\"", "\"States.Format('a\\\\')\""})
  void aMarkedKeyMustHoldAPathOrACall(String value) {
    assertThatThrownBy(() -> template("{\"a\":{\"x.$\":" + value + "}}"))
        .isInstanceOfSatisfying(InvalidExpressionException.class, e -> {
          assertThat(e).hasMessage(
              "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call");
          assertThat(e.code()).isEqualTo("SCHEMA_VALIDATION_FAILED");
          assertThat(e.location()).isEqualTo("/a");
        });
  }

  @Test
  void aMissingErrorPathNamesTheField() {
    assertThat(cause(PathExpressions.pathOrIntrinsic("ErrorPath", "$.X"), over("{\"a\":1}")))
        .isEqualTo(
            "The JSONPath '$.X' specified for the field 'ErrorPath' could not be found in the input '{\"a\":1}'");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "$.r     | {\"a\":1}         | {\"a\":1,\"r\":[9]}",
      "$.a     | {\"a\":1,\"b\":2} | {\"a\":[9],\"b\":2}",
      "$.x.y   | {}                | {\"x\":{\"y\":[9]}}",
      "$.x[1]  | {\"x\":[1,2]}     | {\"x\":[1,[9]]}"})
  void aResultPathPutsTheResultIn(String path, String input, String expected) {
    Payload raw = Payload.parse(input);

    Outcome<Payload> outcome = PathExpressions.resultPath(path).apply(raw, Payload.parse("[9]"));

    assertThat(((Outcome.Ok<Payload>) outcome).value().text()).isEqualTo(expected);
    assertThat(Json.write(raw.tree())).isEqualTo(input);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "$.x | \"text\" | Unable to apply ReferencePath $.x to input \"text\"",
      "$.a.b | {\"a\":1} | Unable to apply ReferencePath $.a.b to input {\"a\":1}",
      "$.a[1] | {\"a\":[]} | Unable to apply ReferencePath $.a[1] to input {\"a\":[]}"})
  void aResultPathOntoAScalarConflicts(String path, String input, String expected) {
    Outcome<Payload> outcome = PathExpressions.resultPath(path).apply(Payload.parse(input),
        Payload.parse("1"));

    Outcome.Failed<Payload> failed = (Outcome.Failed<Payload>) outcome;
    assertThat(failed.error().name()).isEqualTo("States.ReferencePathConflict");
    assertThat(failed.error().cause()).isEqualTo(expected);
  }

  @Test
  void aLookupTellsAbsentFromNull() {
    VariableLookup lookup = PathExpressions.lookup("$.a");

    assertThat(lookup.find(over("{\"a\":null}")))
        .isEqualTo(Outcome.ok(new VariableLookup.Found.Value(null)));
    assertThat(lookup.find(over("{}"))).isEqualTo(Outcome.ok(new VariableLookup.Found.Absent()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$..a..b", "$.items[?(@.sku in $.items[*].sku)]"})
  void pathsThatCouldRunForEverAreRefused(String path) {
    assertThatThrownBy(() -> PathExpressions.inputOutputPath(path))
        .isInstanceOf(InvalidExpressionException.class);
  }

  @Test
  void aPathOfTwentyThousandSegmentsIsRefused() {
    String path = "$" + ".a".repeat(20_000);

    assertThatThrownBy(() -> PathExpressions.inputOutputPath(path))
        .isInstanceOf(InvalidExpressionException.class);
  }

  @Test
  void variablesAreThoseThatPathsAndCallsRead() {
    assertThat(template(
        "{\"a.$\":\"$x.b\",\"c\":{\"d.$\":\"States.Array($y, States.Array($z[0]), '$w')\"}}")
        .variables())
        .isEqualTo(Set.of("x", "y", "z"));
  }

  private static Expression template(String json) {
    return PathExpressions.template("Parameters", Objects.requireNonNull(Json.parse(json)));
  }
}
