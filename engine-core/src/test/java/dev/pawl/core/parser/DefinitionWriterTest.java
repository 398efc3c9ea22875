package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.json;
import static dev.pawl.core.parser.Parsed.machine;
import static dev.pawl.core.parser.Parsed.machineOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A state machine that is printed and parsed is the one that it was. */
class DefinitionWriterTest {
  /** Every field of a JSONata machine. */
  static final String JSONATA = """
      {"QueryLanguage": "JSONata", "TimeoutSeconds": 5, "StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Arguments": {"a": "{% $states.input.b %}", "c": [1.5, null, {"d": true}]},
          "Output": "{% $states.result %}", "Assign": {"v": "{% $states.result.v %}", "w": 1},
          "TimeoutSeconds": "{% 5 + 5 %}", "HeartbeatSeconds": 3,
          "Credentials": {"RoleArn": "{% $states.input.role %}"},
          "Retry": [{"ErrorEquals": ["E", "F"], "IntervalSeconds": 2, "MaxAttempts": 0,
            "BackoffRate": 1.5, "MaxDelaySeconds": 9, "JitterStrategy": "FULL"},
            {"ErrorEquals": ["States.ALL"]}],
          "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput %}",
            "Assign": {"e": "{% $states.errorOutput.Error %}"}, "Next": "F"}], "Next": "C"},
        "C": {"Type": "Choice", "Default": "P", "Output": {"o": 1}, "Assign": {"d": 1}, "Choices": [
          {"Condition": "{% $v = 1 %}", "Next": "W", "Assign": {"x": 1}, "Output": "{% $v %}"},
          {"Condition": true, "Next": "W2"}]},
        "W": {"Type": "Wait", "Seconds": "{% $v %}", "Next": "P"},
        "W2": {"Type": "Wait", "Timestamp": "{% $w %}", "Next": "P"},
        "P": {"Type": "Parallel", "Arguments": {}, "Next": "M", "Branches": [
          {"StartAt": "B", "States": {"B": {"Type": "Pass", "Output": [1, "{% $v %}"], "End": true}}},
          {"StartAt": "B2", "States": {"B2": {"Type": "Succeed", "Output": "text"}}}]},
        "M": {"Type": "Map", "Items": "{% [1, 2] %}", "ItemSelector": "{% $states.context.Map.Item %}",
          "MaxConcurrency": "{% 2 %}", "ToleratedFailureCount": "{% 1 %}",
          "ToleratedFailurePercentage": "{% 0.5 %}", "Label": "l",
          "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2",
            "Arguments": {"Bucket": "{% 'b' %}"},
            "ReaderConfig": {"InputType": "JSONL", "Transformation": "LOAD_AND_FLATTEN",
              "MaxItems": "{% 5 %}"}},
          "ItemBatcher": {"MaxItemsPerBatch": "{% 5 %}", "BatchInput": "{% {'a': 1} %}"},
          "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
            "Arguments": "{% $states.input.target %}", "WriterConfig": {"OutputType": "JSONL"}},
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "J", "States": {"J": {"Type": "Pass", "End": true}}},
          "Next": "M2"},
        "M2": {"Type": "Map", "Items": [1, "{% $v %}"], "Next": "F",
          "ItemProcessor": {"StartAt": "K", "States": {"K": {"Type": "Pass", "End": true}}}},
        "F": {"Type": "Fail", "Error": "{% $v %}", "Cause": "c"}}}
      """;

  @Test
  void everyFieldOfAJsonPathMachineComesBack() {
    Parsed.assertComesBack(DamagedDefinitionsTest.DEFINITION, MachineType.STANDARD, "JSONPath");
  }

  @Test
  void everyFieldOfAJsonataMachineComesBack() {
    Parsed.assertComesBack(JSONATA, MachineType.STANDARD, "JSONata");
  }

  @Test
  void everyOperatorComesBack() {
    String rules = ConditionReader.operatorNames()
        .stream()
        .sorted()
        .map(name -> "{'Variable': '$.v', '" + name + "': " + Parsed.operand(name)
            + ", 'Next': 'N'}")
        .collect(Collectors.joining(", "));

    Parsed.assertComesBack(json("{'StartAt': 'X', 'States': {'X': {'Type': 'Choice', 'Choices': ["
        + rules + "]}, 'N': {'Type': 'Succeed'}}}"), MachineType.STANDARD, "operators");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'Type': 'Pass', 'End': true, 'InputPath': null, 'OutputPath': null, 'ResultPath': null}",
      "{'Type': 'Pass', 'End': true, 'InputPath': '$$', 'OutputPath': '$.a[?(@.b > 1)]', 'ResultPath': '$.a[0]'}",
      "{'Type': 'Pass', 'End': true, 'Result': null}",
      "{'Type': 'Pass', 'End': true, 'Result': {'a': [1, 2.0, 1e30, -0.0, 123456789012345678901234567890]}}",
      "{'Type': 'Pass', 'End': true, 'Parameters': {'a': -0.0, 'b.$': '$.b', 'c': 0.0}}",
      "{'Type': 'Pass', 'End': true, 'QueryLanguage': 'JSONata', 'Output': {'a': -0.0, 'b': '{% 1 %}'}}",
      "{'Type': 'Pass', 'End': true, 'QueryLanguage': 'JSONata', 'Output': '{%  1  %}'}",
      "{'Type': 'Wait', 'End': true, 'Timestamp': '9999-12-31T23:59:59.123456789-01:00'}",
      "{'Type': 'Wait', 'End': true, 'Timestamp': '0000-01-01T00:00:00+01:00'}",
      "{'Type': 'Wait', 'End': true, 'SecondsPath': '$.s'}",
      "{'Type': 'Fail', 'QueryLanguage': 'JSONata', 'Error': 'literal', 'Cause': '{% 1 %}'}",
      "{'Type': 'Fail', 'QueryLanguage': 'JSONata', 'Error': '$.literal'}",
      "{'Type': 'Fail', 'Error': '{% literal %}', 'CausePath': 'States.UUID()'}",
      "{'Type': 'Map', 'End': true, 'Parameters': {'v.$': '$$.Map.Item.Value'}, 'ItemsPath': '$',"
          + " 'ToleratedFailureCountPath': '$count', 'Iterator': {'StartAt': 'I', 'States':"
          + " {'I': {'Type': 'Succeed'}}}}",
      "{'Type': 'Task', 'End': true, 'Resource': 'arn:aws:lambda:us-east-1:123456789012:function:f',"
          + " 'TimeoutSecondsPath': '$.t', 'Retry': [], 'Catch': []}"})
  void oddStatesComeBack(String state) {
    Parsed.assertComesBack(json(machineOf(state)), MachineType.STANDARD, state);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'Type': 'Pass', 'End': true, 'Parameters': {'a.$': '$.a'}} |"
          + " {'Type': 'Pass', 'End': true, 'Parameters': {'a.$': '$.b'}}",
      "{'Type': 'Pass', 'End': true, 'InputPath': '$.a'} | {'Type': 'Pass', 'End': true, 'InputPath': '$.b'}",
      "{'Type': 'Fail', 'Error': 'a'} | {'Type': 'Fail', 'Error': 'b'}",
      "{'Type': 'Succeed', 'QueryLanguage': 'JSONata', 'Output': '{% 1 %}'} |"
          + " {'Type': 'Succeed', 'QueryLanguage': 'JSONata', 'Output': '{% 2 %}'}"}, quoteCharacter = '`')
  void machinesThatSayDifferentThingsAreNotEqual(String one, String other) {
    assertThat(machine(machineOf(one))).isNotEqualTo(machine(machineOf(other)));
  }

  @Test
  void defaultsAndCommentsAreLeftOut() {
    var machine = machine("{'Comment': 'c', 'Version': '1.0', 'QueryLanguage': 'JSONPath',"
        + " 'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'InputPath': '$', 'ResultPath': '$',"
        + " 'Comment': 'c', 'End': true}}}");

    assertThat(DefinitionWriter.write(machine)).isEqualTo(
        json("{'StartAt':'X','States':{'X':{'Type':'Pass','End':true}}}"));
  }
}
