package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.errors;
import static dev.pawl.core.parser.Parsed.errorsOf;
import static dev.pawl.core.parser.Parsed.machineOf;
import static dev.pawl.core.parser.Parsed.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.Retrier;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.expression.ResultPath;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.Resource.Pattern;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskReaderTest {
  private static final String SCHEMA = "SCHEMA_VALIDATION_FAILED: ";
  private static final String SEND = "'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:::sqs:sendMessage'";

  @ParameterizedTest
  @CsvSource({
      "arn:aws:states:::sqs:sendMessage, sqs, sendMessage, REQUEST_RESPONSE",
      "arn:aws:states:::sqs:sendMessage.waitForTaskToken, sqs, sendMessage, WAIT_FOR_TASK_TOKEN",
      "arn:aws:states:::states:startExecution.sync, states, startExecution, SYNC",
      "arn:aws:states:::states:startExecution.sync:2, states, startExecution, SYNC_2",
      "arn:aws-cn:states:cn-north-1:1:dynamodb:putItem, dynamodb, putItem, REQUEST_RESPONSE",
      "arn:aws:states:::aws-sdk:s3:listBuckets.waitForTaskToken, aws-sdk:s3, listBuckets, WAIT_FOR_TASK_TOKEN",
      "arn:aws:states:::emr-serverless:startJobRun.sync, emr-serverless, startJobRun, SYNC",
      "arn:aws:states:::http:invoke, http, invoke, REQUEST_RESPONSE"})
  void serviceIntegrationsAreRead(String arn, String service, String action, Pattern pattern) {
    assertThat(resource(arn)).isEqualTo(new Resource.Service(arn, service, action, pattern));
  }

  @Test
  void functionsAndActivitiesAreRead() {
    String function = "arn:aws:lambda:us-east-1:111111111111:function:f:$LATEST";
    String activity = "arn:aws:states:us-east-1:111111111111:activity:a";

    assertThat(resource(function)).isEqualTo(new Resource.Function(function));
    assertThat(resource(activity)).isEqualTo(new Resource.Activity(activity));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "arn:aws:states:::dynamodb:query",
      "arn:aws:states:::dynamodb:putItem.sync", "arn:aws:states:::sqs:sendMessage.sync",
      "arn:aws:states:::aws-sdk:s3:getObject.sync", "arn:aws:states:::batch:submitJob.sync:2",
      "arn:aws:states:::http:invoke.waitForTaskToken", "arn:aws:s3:::bucket",
      "arn:aws:states:::nosuch:thing"})
  void otherResourcesAreNotRecognized(String arn) {
    assertThat(errorsOf("{'Type': 'Task', 'End': true, 'Resource': '" + arn + "'}"))
        .containsExactly(SCHEMA + "The resource provided " + arn + " is not recognized. The value"
            + " is not a valid resource ARN, or the resource is not available in this region."
            + " at /States/X/Resource");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "arn:aws:states:::states:startExecution.sync:2 | '.sync' service integration",
      "arn:aws:states:::sqs:sendMessage.waitForTaskToken | '.waitForTaskToken' service integration ` `",
      "arn:aws:states:us-east-1:1:activity:a | Activity ARN"}, quoteCharacter = '"')
  void expressMachinesOnlyRequestAndRespond(String arn, String what) {
    assertThat(errors(machineOf("{'Type': 'Task', 'End': true, 'Resource': '" + arn + "'}"),
        MachineType.EXPRESS)).containsExactly(
            SCHEMA + "Express state machine does not support " + what.replace(" ` `", " ")
                + " at /States/X/Resource");
  }

  @Test
  void aTaskHasItsFields() {
    var task = state(TaskState.class, "{" + SEND + ", 'InputPath': '$.in', 'OutputPath': null,"
        + " 'Parameters': {'a.$': '$.a'}, 'ResultSelector': {'b.$': '$.b'}, 'ResultPath': null,"
        + " 'TimeoutSeconds': 60, 'HeartbeatSecondsPath': '$.h',"
        + " 'Credentials': {'RoleArn': 'arn:aws:iam::1:role/r'}, 'Assign': {'x.$': '$.x'}}");

    assertThat(task.timeout()).isEqualTo(new IntegerField.Literal(60));
    assertThat(task.heartbeat()).isInstanceOf(IntegerField.Computed.class);
    assertThat(task.credentials()).isPresent();
    assertThat(task.transition()).isEqualTo(new Transition.End());
    var flow = (DataFlow.PathFlow) task.flow();
    assertThat(flow.inputPath()).isPresent();
    assertThat(flow.outputPath()).isPresent();
    assertThat(flow.parameters()).isPresent();
    assertThat(flow.resultSelector()).isPresent();
    assertThat(flow.resultPath()).isEqualTo(new ResultPath.Discard());
    assertThat(flow.assign()).isPresent();
  }

  @Test
  void pathsAtTheirDefaultAreNotKept() {
    var task = state(TaskState.class,
        "{" + SEND + ", 'InputPath': '$', 'OutputPath': '$', 'ResultPath': '$'}");

    var flow = (DataFlow.PathFlow) task.flow();
    assertThat(flow.inputPath()).isEmpty();
    assertThat(flow.outputPath()).isEmpty();
    assertThat(flow.resultPath()).isEqualTo(new ResultPath.Replace());
  }

  @Test
  void aJsonataTaskComputesItsNumbers() {
    var task = state(TaskState.class, "{" + SEND + ", 'QueryLanguage': 'JSONata',"
        + " 'Arguments': {'a': '{% $states.input.a %}'}, 'Output': '{% $states.result %}',"
        + " 'TimeoutSeconds': '{% $states.input.t %}'}");

    assertThat(task.timeout()).isInstanceOf(IntegerField.Computed.class);
    var flow = (DataFlow.JsonataFlow) task.flow();
    assertThat(flow.arguments()).isPresent();
    assertThat(flow.output()).isPresent();
    assertThat(flow.assign()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'TimeoutSeconds': 0 | Value must be between 1 and 99999999 at /States/X/TimeoutSeconds",
      "'TimeoutSeconds': 5, 'HeartbeatSeconds': 5 | HeartbeatSeconds must be smaller than TimeoutSeconds"
          + " at /States/X/HeartbeatSeconds",
      "'TimeoutSeconds': 5, 'TimeoutSecondsPath': '$.t' | Only one of these fields is allowed:"
          + " [TimeoutSeconds, TimeoutSecondsPath] at /States/X",
      "'Credentials': {} | The field 'RoleArn' is required but was missing at /States/X/Credentials",
      "'Retry': [{}] | These fields are required: [ErrorEquals] at /States/X/Retry[0]",
      "'Retry': [{'ErrorEquals': []}] | Value cannot be empty at /States/X/Retry[0]/ErrorEquals",
      "'Retry': [{'ErrorEquals': ['E'], 'Foo': 1}] | Field 'Foo' is not supported at /States/X/Retry[0]",
      "'Retry': [{'ErrorEquals': ['E'], 'IntervalSeconds': 0}] | Value must be between 1 and 99999999"
          + " at /States/X/Retry[0]/IntervalSeconds",
      "'Retry': [{'ErrorEquals': ['E'], 'MaxAttempts': -1}] | Value must be between 0 and 99999999"
          + " at /States/X/Retry[0]/MaxAttempts",
      "'Retry': [{'ErrorEquals': ['E'], 'BackoffRate': 0.5}] | Value must be at least 1.0"
          + " at /States/X/Retry[0]/BackoffRate",
      "'Retry': [{'ErrorEquals': ['E'], 'MaxDelaySeconds': 31622401}] | Value must be between 1 and 31622400"
          + " at /States/X/Retry[0]/MaxDelaySeconds",
      "'Retry': [{'ErrorEquals': ['E'], 'JitterStrategy': 'SOME'}] | The field 'JitterStrategy' should have"
          + " one of these values: [NONE, FULL] at /States/X/Retry[0]/JitterStrategy",
      "'Retry': [{'ErrorEquals': ['States.ALL', 'E']}] | States.ALL must appear alone and in the last"
          + " element at /States/X/Retry[0]/ErrorEquals",
      "'Retry': [{'ErrorEquals': ['States.ALL']}, {'ErrorEquals': ['E']}] | States.ALL must appear alone"
          + " and in the last element at /States/X/Retry[0]/ErrorEquals",
      "'Catch': [{'ErrorEquals': ['E']}] | These fields are required: [Next] at /States/X/Catch[0]",
      "'Catch': [{'ErrorEquals': ['E'], 'Next': 'X', 'Output': {}}] | The QueryLanguage is set to 'JSONPath', but"
          + " field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/X/Catch[0]",
      "'Credentials': {'RoleArn': 7} | Expected value of type String at /States/X/Credentials/RoleArn",
      "'Credentials': {'RoleArn': 'r', 'Foo': 7} | Field 'Foo' is not supported at /States/X/Credentials",
      "'QueryLanguage': 'JSONata', 'Credentials': {'RoleArn': 'r', 'RoleArn.$': '$.r'} | The QueryLanguage is set"
          + " to 'JSONata', but field 'RoleArn.$' is only supported for the 'JSONPath' QueryLanguage"
          + " at /States/X/Credentials",
      "'QueryLanguage': 'JSONata', 'Catch': [{'ErrorEquals': ['E'], 'Next': 'X', 'ResultPath': '$'}] | The"
          + " QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath'"
          + " QueryLanguage at /States/X/Catch[0]",
      "'Retry': [{'ErrorEquals': [7]}] | Expected value of type String at /States/X/Retry[0]/ErrorEquals[0]",
      "'Retry': [{'ErrorEquals': ['E'], 'IntervalSeconds': '{% 1 %}'}] | Expected value of type Integer"
          + " at /States/X/Retry[0]/IntervalSeconds",
      "'OutputPath': 'Test' | Value must be a valid JSONPath. at /States/X/OutputPath"}, quoteCharacter = '`')
  void badFieldsAreRefused(String field, String error) {
    assertThat(errorsOf("{" + SEND + ", " + field + "}")).containsExactly(SCHEMA + error);
  }

  @Test
  void retriersHaveTheirDefaults() {
    var task = state(TaskState.class, "{" + SEND + ", 'Retry': [{'ErrorEquals': ['E']},"
        + " {'ErrorEquals': ['States.ALL'], 'IntervalSeconds': 2, 'MaxAttempts': 0,"
        + " 'BackoffRate': 1.5, 'MaxDelaySeconds': 9, 'JitterStrategy': 'FULL', 'Comment': 'c'}]}");

    assertThat(task.handling().retriers()).containsExactly(
        new Retrier(List.of("E"), 1, 3, 2.0, OptionalLong.empty(), false),
        new Retrier(List.of("States.ALL"), 2, 0, 1.5, OptionalLong.of(9), true));
  }

  @Test
  void emptyRetryAndCatchAreLegal() {
    var task = state(TaskState.class, "{" + SEND + ", 'Retry': [], 'Catch': []}");

    assertThat(task.handling().retriers()).isEmpty();
    assertThat(task.handling().catchers()).isEmpty();
  }

  @Test
  void catchersHaveTheirFields() {
    var paths = state(TaskState.class, "{" + SEND + ", 'Catch': [{'ErrorEquals': ['E'],"
        + " 'Next': 'X', 'ResultPath': '$.e', 'Assign': {'a.$': '$.Error'}, 'Comment': 'c'}]}");
    var jsonata = state(TaskState.class, "{" + SEND + ", 'QueryLanguage': 'JSONata', 'Catch':"
        + " [{'ErrorEquals': ['E'], 'Next': 'X', 'Output': '{% $states.errorOutput %}'}]}");

    var catcher = paths.handling().catchers().getFirst();
    assertThat(catcher.errorEquals()).containsExactly("E");
    assertThat(catcher.next()).isEqualTo("X");
    assertThat(catcher.resultPath()).isInstanceOf(ResultPath.Insert.class);
    assertThat(catcher.assign()).isPresent();
    assertThat(jsonata.handling().catchers().getFirst().output()).isPresent();
  }

  private static Resource resource(String arn) {
    return state(TaskState.class, "{'Type': 'Task', 'End': true, 'Resource': '" + arn + "'}")
        .resource();
  }
}
