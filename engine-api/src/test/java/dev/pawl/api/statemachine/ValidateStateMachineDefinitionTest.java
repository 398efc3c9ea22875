package dev.pawl.api.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidateStateMachineDefinitionTest {
  private static final String FINE = machine("{'Type': 'Succeed'}");

  /** AWS warns of the Error that looks like a path; that the callback has no limit is our own warning. */
  private static final String DOUBTFUL = """
      {'StartAt': 'T', 'States': {
        'T': {'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', 'Next': 'F'},
        'F': {'Type': 'Fail', 'Error': '$.e'}}}
      """
      .replace('\'', '"');

  private static final String DISTRIBUTED = machine("{'Type': 'Map', 'End': true, 'ItemProcessor':"
      + " {'ProcessorConfig': {'Mode': 'DISTRIBUTED', 'ExecutionType': 'EXPRESS'}, 'StartAt': 'I',"
      + " 'States': {'I': {'Type': 'Succeed'}}}}");

  @Test
  void aGoodDefinitionHasNothingSaidAboutIt() {
    assertThat(validate(false, Map.of("definition", FINE))).isEqualTo(
        Map.of("result", "OK", "diagnostics", List.of(), "truncated", false));
  }

  @Test
  void aBadOneIsAnsweredWithWhatIsWrongAndWhere() {
    assertThat(validate(false, Map.of("definition", "{}"))).isEqualTo(Map.of(
        "result", "FAIL",
        "diagnostics", List.of(Map.of("severity", "ERROR", "code", "SCHEMA_VALIDATION_FAILED",
            "message", "These fields are required: [States, StartAt]", "location", "/")),
        "truncated", false));
  }

  @Test
  void aFindingWithoutAPlaceHasNoLocation() {
    assertThat(validate(false, Map.of("definition", " ")).get("diagnostics"))
        .isEqualTo(List.of(Map.of("severity", "ERROR", "code", "SCHEMA_VALIDATION_FAILED",
            "message", "Definition must be a valid JSON object")));
  }

  @Test
  void theTypeIsStandardUnlessTheCallerSaysOtherwise() {
    assertThat(validate(false, Map.of("definition", DISTRIBUTED))).containsEntry("result", "OK");
    assertThat(validate(false, Map.of("definition", DISTRIBUTED, "type", "EXPRESS")))
        .containsEntry("result", "FAIL");
  }

  @Test
  void warningsAreGivenOnlyToThoseWhoAsk() {
    assertThat(codes(false, Map.of("definition", DOUBTFUL))).isEmpty();
    assertThat(codes(false, Map.of("definition", DOUBTFUL, "severity", "ERROR"))).isEmpty();
    assertThat(codes(false, Map.of("definition", DOUBTFUL, "severity", "WARNING")))
        .containsExactly("NO_PATH", "TASK_WITHOUT_TIMEOUT");
    assertThat(validate(false, Map.of("definition", DOUBTFUL, "severity", "WARNING")))
        .containsEntry("result", "OK");
  }

  @Test
  void aStrictServerGivesTheWarningsOfAwsOnly() {
    assertThat(codes(true, Map.of("definition", DOUBTFUL, "severity", "WARNING")))
        .containsExactly("NO_PATH");
  }

  @Test
  void soManyFindingsAreGivenAsWereAskedFor() {
    String bad = IntStream.range(0, 150)
        .mapToObj(i -> "\"f" + i + "\": 1")
        .collect(Collectors.joining(",", "{", ", " + FINE.substring(1)));

    assertThat(answered(bad, Map.of())).isEqualTo("100 truncated");
    assertThat(answered(bad, Map.of("maxResults", 0))).isEqualTo("100 truncated");
    assertThat(answered(bad, Map.of("maxResults", 7))).isEqualTo("7 truncated");
    assertThat(answered("{}", Map.of("maxResults", 1))).isEqualTo("1 whole");
  }

  private static String answered(String definition, Map<String, Object> more) {
    Map<String, Object> members = new HashMap<>(more);
    members.put("definition", definition);
    Map<String, @Nullable Object> answer = validate(false, members);
    return diagnostics(answer).size()
        + (Boolean.TRUE.equals(answer.get("truncated")) ? " truncated" : " whole");
  }

  private static List<String> codes(boolean strict, Map<String, Object> members) {
    return diagnostics(validate(strict, members)).stream()
        .map(diagnostic -> String.valueOf(((Map<?, ?>) diagnostic).get("code")))
        .toList();
  }

  private static List<?> diagnostics(Map<String, @Nullable Object> answer) {
    return answer.get("diagnostics") instanceof List<?> list ? list : List.of();
  }

  private static Map<String, @Nullable Object> validate(boolean strict,
      Map<String, Object> members) {
    var settings = new ApiSettings("111111111111", "us-east-1", new byte[32], strict);
    return new ValidateStateMachineDefinition(settings).handle(
        new Request(new HashMap<String, @Nullable Object>(members)));
  }

  private static String machine(String state) {
    return ("{'StartAt': 'X', 'States': {'X': " + state + "}}").replace('\'', '"');
  }
}
