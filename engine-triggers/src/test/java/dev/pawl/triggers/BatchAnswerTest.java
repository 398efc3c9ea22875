package dev.pawl.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchAnswerTest {
  private static Pipe pipe(String target, Map<String, ?> parameters) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("Target", target);
    members.put("RoleArn", "arn:aws:iam::000000000000:role/r");
    members.put("TargetParameters", parameters);
    return new Pipe(new LinkedHashMap<>(members));
  }

  private static final Pipe MACHINE = pipe("arn:aws:states:us-east-1:000000000000:stateMachine:m",
      Map.of("StepFunctionStateMachineParameters", Map.of("InvocationType", "REQUEST_RESPONSE")));
  private static final Pipe FUNCTION = pipe("arn:aws:lambda:us-east-1:000000000000:function:f",
      Map.of());

  private static BatchAnswer answer(Pipe pipe, String text) {
    return BatchAnswer.of(pipe.call("[]", new UUID(1, 2)), Payload.parse(text));
  }

  @Test
  void waitsForFunctionsUnlessToldNotTo() {
    assertThat(FUNCTION.waitsForTarget()).isTrue();
    assertThat(FUNCTION.call("[1]", new UUID(1, 2)).parameters().text())
        .contains("\"InvocationType\":\"RequestResponse\"");
    assertThat(pipe("arn:aws:lambda:us-east-1:000000000000:function:f",
        Map.of("LambdaFunctionParameters", Map.of("InvocationType", "FIRE_AND_FORGET")))
        .waitsForTarget()).isFalse();
  }

  @Test
  void waitsForStateMachinesOnlyWhenTold() {
    assertThat(MACHINE.call("[1]", new UUID(1, 2)).resource().arn())
        .isEqualTo("arn:aws:states:::aws-sdk:sfn:startSyncExecution");
    assertThat(pipe("arn:aws:states:us-east-1:000000000000:stateMachine:m", Map.of())
        .waitsForTarget()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"Status": "SUCCEEDED", "Output": "{\\"batchItemFailures\\": [{\\"itemIdentifier\\": \\"a\\"}]}"} | a
      {"Status": "SUCCEEDED", "Output": "[1]"} | ``
      {"Status": "SUCCEEDED", "Output": "{\\"batchItemFailures\\": []}"} | ``
      """)
  void readsWhatAnExecutionCouldNotDo(String text, String undone) {
    assertThat(answer(MACHINE, text).failure()).isEmpty();
    assertThat(answer(MACHINE, text).undone())
        .isEqualTo(undone.isEmpty() ? Set.of() : Set.of(undone));
  }

  @Test
  void readsWhatAFunctionCouldNotDo() {
    assertThat(answer(FUNCTION, """
        {"StatusCode": 200, "Payload": {"batchItemFailures": [{"itemIdentifier": "a"}]}}""")
        .undone())
        .containsExactly("a");
    assertThat(answer(FUNCTION, """
        {"StatusCode": 200, "Payload": null}""").undone()).isEmpty();
  }

  @Test
  void whatHasFailedHasDoneNothing() {
    assertThat(answer(MACHINE, """
        {"Status": "FAILED", "Error": "Own"}""").failure()).contains("Own");
    assertThat(answer(MACHINE, """
        {"Status": "TIMED_OUT"}""").failure()).isPresent();
    assertThat(answer(FUNCTION, """
        {"StatusCode": 200, "FunctionError": "Unhandled"}""").failure()).contains("Unhandled");
    // AWS: an answer that names no message is a failure of all of them.
    assertThat(answer(FUNCTION, """
        {"StatusCode": 200, "Payload": {"batchItemFailures": [{"itemIdentifier": null}]}}""")
        .failure()).isPresent();
  }
}
