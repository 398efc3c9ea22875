package dev.pawl.core.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever stands in a definition's place for a value, the parser answers and does not throw. */
class DamagedDefinitionsTest {
  private static final List<@Nullable Object> DAMAGES = Arrays.asList(null, 7, -1.5, "text", true,
      List.of(), List.of(7), Map.of(), Map.of("x.$", 7), "{% $$ %}", "$[?(", "States.Format('");

  static final String DEFINITION = """
      {"StartAt": "T", "TimeoutSeconds": 5, "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "InputPath": "$.a",
          "Parameters": {"a.$": "States.Array($.b, 'c')", "d": [{"e.$": "$$.State.Name"}]},
          "ResultSelector": {"r.$": "$"}, "ResultPath": "$.r", "OutputPath": "$",
          "TimeoutSecondsPath": "$.t", "HeartbeatSeconds": 3, "Credentials": {"RoleArn": "r"},
          "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 1, "BackoffRate": 1.5}],
          "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "F"}],
          "Assign": {"v.$": "$.v"}, "Next": "C"},
        "C": {"Type": "Choice", "Default": "P", "Choices": [
          {"And": [{"Variable": "$.a", "IsPresent": true}, {"Not": {"Variable": "$.a",
            "NumericLessThanPath": "$.b"}}], "Next": "W"},
          {"Variable": "$.a", "StringMatches": "a*", "Next": "W", "Assign": {"w": 1}}]},
        "W": {"Type": "Wait", "TimestampPath": "$.at", "Next": "P"},
        "P": {"Type": "Parallel", "Next": "M", "Branches": [
          {"StartAt": "B", "States": {"B": {"Type": "Pass", "Result": {"a": 1}, "End": true}}}]},
        "M": {"Type": "Map", "ItemsPath": "$.items", "ItemSelector": {"i.$": "$$.Map.Item.Value"},
          "MaxConcurrency": 1, "Label": "l", "ToleratedFailurePercentage": 5,
          "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b"},
            "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "GIVEN",
              "CSVHeaders": ["a"], "MaxItems": 5}},
          "ItemBatcher": {"MaxItemsPerBatch": 5, "BatchInput": {"a": 1}},
          "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
            "WriterConfig": {"OutputType": "JSON"}},
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "J", "States": {"J": {"Type": "Pass", "QueryLanguage": "JSONata",
              "Output": {"o": "{% $states.input.a %}"}, "Assign": {"j": 1}, "End": true}}},
          "Next": "F"},
        "F": {"Type": "Fail", "ErrorPath": "$.e", "Cause": "c"}}}
      """;

  @Test
  void theDefinitionIsSoundBeforeItIsDamaged() {
    assertThat(DefinitionParser.parse(DEFINITION, MachineType.STANDARD))
        .isInstanceOf(ParseResult.Valid.class);
  }

  @Test
  void everyDamageIsAnswered() {
    int answered = 0;

    for (Object damage : DAMAGES) {
      for (Object damaged : damaged(Json.parse(DEFINITION), damage)) {
        ParseResult result = DefinitionParser.parse(Json.write(damaged), MachineType.EXPRESS);
        assertThat(result).isInstanceOf(ParseResult.Invalid.class);
        answered++;
      }
    }

    assertThat(answered).isGreaterThan(1_000);
  }

  @Test
  void whatStaysValidComesBackFromPrinting() {
    int valid = 0;

    for (String definition : List.of(DEFINITION, DefinitionWriterTest.JSONATA)) {
      for (Object damage : DAMAGES) {
        for (Object damaged : damaged(Json.parse(definition), damage)) {
          String text = Json.write(damaged);
          if (DefinitionParser.parseAndAdvise(text,
              MachineType.STANDARD) instanceof ParseResult.Valid) {
            Parsed.assertComesBack(text, MachineType.STANDARD, text);
            valid++;
          }
        }
      }
    }

    assertThat(valid).isGreaterThan(300);
  }

  /** The tree, once for each of its nodes, with the damage in that node's place. */
  private static List<@Nullable Object> damaged(@Nullable Object tree, @Nullable Object damage) {
    List<@Nullable Object> all = new ArrayList<>();
    all.add(damage);
    if (tree instanceof Map<?, ?> object) {
      for (Map.Entry<?, ?> entry : object.entrySet()) {
        for (Object inner : damaged(entry.getValue(), damage)) {
          Map<Object, @Nullable Object> copy = new LinkedHashMap<>(object);
          copy.put(entry.getKey(), inner);
          all.add(copy);
        }
      }
    } else if (tree instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        for (Object inner : damaged(list.get(i), damage)) {
          List<@Nullable Object> copy = new ArrayList<>(list);
          copy.set(i, inner);
          all.add(copy);
        }
      }
    }
    return all;
  }
}
