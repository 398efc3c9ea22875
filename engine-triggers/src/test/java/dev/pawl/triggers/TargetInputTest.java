package dev.pawl.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What targets get of events, and which events patterns are about. */
final class TargetInputTest {
  private static final String EVENT = """
      {"version": "0", "source": "orders", "detail-type": "made", "time": "2026-03-01T12:00:00Z",
       "detail": {"id": 7, "who": "A \\"B\\"", "items": [{"n": 1}, {"n": 2}]}}""";

  private static String of(String target) {
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    tree(EVENT).forEach((name, value) -> event.put(String.valueOf(name), value));
    return TargetInput.of(tree(target)).of(event, new TargetInput.RuleName("arn:r", "r"));
  }

  private static Map<?, ?> tree(String json) {
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(json));
  }

  @Test
  void theWholeEventAPartOrAConstant() {
    assertThat(Json.parse(of("{}"))).isEqualTo(Json.parse(EVENT));
    assertThat(of("{\"InputPath\": \"$.detail.items[1]\"}")).isEqualTo("{\"n\":2}");
    assertThat(of("{\"InputPath\": \"$['detail-type']\"}")).isEqualTo("\"made\"");
    assertThat(of("{\"InputPath\": \"$.none.x\"}")).isEqualTo("null");
    assertThat(of("{\"Input\": \"{\\\"a\\\": 1}\"}")).isEqualTo("{\"a\": 1}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      {"id": <id>, "t": "<who> bought <id>"} | {"id": 7, "t": "A \\"B\\" bought 7"}
      {"all": <items>}                       | {"all": [{"n":1},{"n":2}]}
      {"all": "<items>"}                     | {"all": "[{\\"n\\":1},{\\"n\\":2}]"}
      "order <id>"                           | "order 7"
      {"w": <who>}                           | {"w": "A \\"B\\""}
      {"r": "<aws.events.rule-name>"}        | {"r": "r"}
      {"a": <aws.events.rule-arn>}           | {"a": "arn:r"}
      {"t": <aws.events.event.ingestion-time>} | {"t": "2026-03-01T12:00:00Z"}
      {"n": <none>, "q": "<none>"}           | {"n": null, "q": ""}
      """)
  void templates(String template, String expected) {
    String target = Json.write(Map.of("InputTransformer", Map.of("InputTemplate", template,
        "InputPathsMap", Map.of("id", "$.detail.id", "who", "$.detail.who", "items",
            "$.detail.items", "none", "$.detail.none"))));
    assertThat(of(target)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"Input\": \"{\"}", "{\"Input\": \"1\", \"InputPath\": \"$\"}",
      "{\"InputPath\": \"detail\"}", "{\"InputPath\": \"$..x\"}", "{\"InputTransformer\": {}}",
      "{\"InputTransformer\": {\"InputTemplate\": \"{<x>\"}}",
      "{\"InputTransformer\": {\"InputTemplate\": \"<y>\", \"InputPathsMap\": {\"x\": \"$.a\"}}}"})
  void odd(String target) {
    assertThatThrownBy(() -> of(target)).isInstanceOf(InvalidTriggerException.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      {"source": ["orders"]}                            | true
      {"source": ["other"]}                             | false
      {"detail": {"id": [{"numeric": [">", 5]}]}}       | true
      {"detail-type": [{"prefix": "ma"}]}               | true
      {"detail": {"none": [{"exists": false}]}}         | true
      {"source": [{"anything-but": ["orders"]}]}        | false
      {"detail": {"items": {"n": [2]}}}                 | true
      """)
  void patterns(String pattern, boolean expected) {
    assertThat(EventPattern.parse(pattern).matches(EVENT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"source\": \"orders\"}", "{", "{\"source\": []}",
      "{\"source\": [{\"magic\": 1}]}"})
  void oddPatterns(String pattern) {
    assertThatThrownBy(() -> EventPattern.parse(pattern))
        .isInstanceOf(InvalidTriggerException.class)
        .hasMessageStartingWith("Event pattern is not valid. Reason: ");
  }
}
