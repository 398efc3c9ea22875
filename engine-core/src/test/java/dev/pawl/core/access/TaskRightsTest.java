package dev.pawl.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.json.Payload;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rights tasks need, told from their parameters. */
final class TaskRightsTest {
  private static final String ACCOUNT = "000000000001";
  private static final TaskRights RIGHTS = new TaskRights("eu-west-1", ACCOUNT);

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      lambda:invoke            | {"FunctionName":"f"}                                              | lambda:InvokeFunction arn:aws:lambda:eu-west-1:000000000001:function:f
      lambda:invoke            | {"FunctionName":"f","Qualifier":"live"}                           | lambda:InvokeFunction arn:aws:lambda:eu-west-1:000000000001:function:f:live
      lambda:invoke            | {"FunctionName":"f:3"}                                            | lambda:InvokeFunction arn:aws:lambda:eu-west-1:000000000001:function:f:3
      lambda:invoke            | {"FunctionName":"000000000002:function:f"}                        | lambda:InvokeFunction arn:aws:lambda:eu-west-1:000000000002:function:f
      lambda:invoke            | {"FunctionName":"arn:aws:lambda:us-east-1:000000000002:function:f"} | lambda:InvokeFunction arn:aws:lambda:us-east-1:000000000002:function:f
      lambda:invoke            | {"FunctionName":["f"]}                                            | lambda:InvokeFunction *
      lambda:invoke            | {}                                                                | lambda:InvokeFunction *
      lambda:invoke            | []                                                                | lambda:InvokeFunction *
      aws-sdk:lambda:invoke    | {"FunctionName":"f"}                                              | lambda:InvokeFunction arn:aws:lambda:eu-west-1:000000000001:function:f
      aws-sdk:lambda:listFunctions | {}                                                            | lambda:ListFunctions *
      sqs:sendMessage          | {"QueueUrl":"https://sqs.us-east-1.amazonaws.com/000000000002/q.fifo"} | sqs:SendMessage arn:aws:sqs:us-east-1:000000000002:q.fifo
      sqs:sendMessage          | {"QueueUrl":"http://localhost:9324/000000000001/q"}               | sqs:SendMessage arn:aws:sqs:eu-west-1:000000000001:q
      sqs:sendMessage          | {"QueueUrl":"http://localhost:9324/queue/q"}                      | sqs:SendMessage arn:aws:sqs:eu-west-1:000000000001:q
      sqs:sendMessage          | {"QueueUrl":"http://h/000000000002/secret?/000000000001/q"}       | sqs:SendMessage *
      sqs:sendMessage          | {"QueueUrl":"http://h/000000000002/secret#/000000000001/q"}       | sqs:SendMessage *
      sqs:sendMessage          | {"QueueUrl":"http://h/x/000000000001/q"}                          | sqs:SendMessage *
      sqs:sendMessage          | {"QueueUrl":"http://h/000000000001/../000000000002/q"}            | sqs:SendMessage *
      sqs:sendMessage          | {"QueueUrl":"q"}                                                  | sqs:SendMessage *
      aws-sdk:sqs:sendMessageBatch | {"QueueUrl":"http://h/000000000001/q"}                        | sqs:SendMessage arn:aws:sqs:eu-west-1:000000000001:q
      aws-sdk:sqs:listQueues   | {}                                                                | sqs:ListQueues *
      sns:publish              | {"TopicArn":"arn:aws:sns:us-east-1:000000000001:t"}               | sns:Publish arn:aws:sns:us-east-1:000000000001:t
      sns:publish              | {"TargetArn":"arn:aws:sns:us-east-1:000000000001:endpoint/x"}     | sns:Publish arn:aws:sns:us-east-1:000000000001:endpoint/x
      sns:publish              | {"PhoneNumber":"+1"}                                              | sns:Publish *
      dynamodb:getItem         | {"TableName":"t"}                                                 | dynamodb:GetItem arn:aws:dynamodb:eu-west-1:000000000001:table/t
      dynamodb:putItem         | {"TableName":"arn:aws:dynamodb:eu-west-1:000000000002:table/t"}   | dynamodb:PutItem arn:aws:dynamodb:eu-west-1:000000000002:table/t
      aws-sdk:dynamodb:batchGetItem | {"RequestItems":{"a":{},"b":{}}}                             | dynamodb:BatchGetItem arn:aws:dynamodb:eu-west-1:000000000001:table/a, dynamodb:BatchGetItem arn:aws:dynamodb:eu-west-1:000000000001:table/b
      aws-sdk:dynamodb:transactWriteItems | {"TransactItems":[{"Put":{"TableName":"a"},"Delete":{}}]} | dynamodb:TransactWriteItems arn:aws:dynamodb:eu-west-1:000000000001:table/a, dynamodb:TransactWriteItems *
      aws-sdk:dynamodb:executeStatement | {"Statement":"select * from t"}                          | dynamodb:ExecuteStatement *
      aws-sdk:s3:getObject     | {"Bucket":"b","Key":"k/x"}                                        | s3:GetObject arn:aws:s3:::b/k/x
      aws-sdk:s3:putObject     | {"Bucket":"b","Key":7}                                            | s3:PutObject arn:aws:s3:::b/*
      aws-sdk:s3:headObject    | {"Bucket":"b","Key":"k"}                                          | s3:GetObject arn:aws:s3:::b/k
      aws-sdk:s3:listObjectsV2 | {"Bucket":"b","Prefix":"p"}                                       | s3:ListBucket arn:aws:s3:::b
      aws-sdk:s3:listBuckets   | {}                                                                | s3:ListAllMyBuckets *
      aws-sdk:s3:deleteObjects | {"Bucket":"b","Delete":{"Objects":[{"Key":"k"},{"Key":"l"}]}}     | s3:DeleteObject arn:aws:s3:::b/k, s3:DeleteObject arn:aws:s3:::b/l
      aws-sdk:s3:copyObject    | {"Bucket":"b","Key":"k","CopySource":"/a/x%2Fy+z?versionId=1"}    | s3:PutObject arn:aws:s3:::b/k, s3:GetObject arn:aws:s3:::a/x/y+z
      aws-sdk:s3:copyObject    | {"Bucket":"b","Key":"k","CopySource":"a/%zz"}                     | s3:PutObject arn:aws:s3:::b/k, s3:GetObject *
      states:startExecution    | {"StateMachineArn":"arn:aws:states:eu-west-1:000000000001:stateMachine:m"} | states:StartExecution arn:aws:states:eu-west-1:000000000001:stateMachine:m
      aws-sdk:sfn:startExecution | {"StateMachineArn":"arn:aws:states:eu-west-1:000000000001:stateMachine:m"} | states:StartExecution arn:aws:states:eu-west-1:000000000001:stateMachine:m
      aws-sdk:sfn:stopExecution | {"ExecutionArn":"arn:aws:states:eu-west-1:000000000001:execution:m:e"} | states:StopExecution arn:aws:states:eu-west-1:000000000001:execution:m:e
      events:putEvents         | {"Entries":[{"EventBusName":"b"},{}]}                             | events:PutEvents arn:aws:events:eu-west-1:000000000001:event-bus/b, events:PutEvents arn:aws:events:eu-west-1:000000000001:event-bus/default
      aws-sdk:secretsmanager:getSecretValue | {"SecretId":"s"}                                     | secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:000000000001:secret:s
      aws-sdk:ssm:getParameter | {"Name":"/a/b"}                                                   | ssm:GetParameter arn:aws:ssm:eu-west-1:000000000001:parameter/a/b
      aws-sdk:cloudwatchlogs:putLogEvents | {"LogGroupName":"g"}                                   | logs:PutLogEvents *
      aws-sdk:iam:createUser   | {"UserName":"ann"}                                                | iam:CreateUser arn:aws:iam::000000000001:user/ann
      aws-sdk:iam:addUserToGroup | {"UserName":"ann","GroupName":"g"}                              | iam:AddUserToGroup arn:aws:iam::000000000001:group/g
      aws-sdk:iam:attachRolePolicy | {"RoleName":"r","PolicyArn":"arn:aws:iam::aws:policy/P"}      | iam:AttachRolePolicy arn:aws:iam::000000000001:role/r
      aws-sdk:iam:listUsers    | {}                                                                | iam:ListUsers *
      aws-sdk:datasync:startTaskExecution | {"TaskArn":"arn:aws:datasync:eu-west-1:000000000001:task/t"} | datasync:StartTaskExecution arn:aws:datasync:eu-west-1:000000000001:task/t
      aws-sdk:datasync:describeTaskExecution | {"TaskExecutionArn":"t"}                            | datasync:DescribeTaskExecution *
      batch:submitJob          | {"JobDefinition":"d:1","JobQueue":"q"}                            | batch:SubmitJob arn:aws:batch:eu-west-1:000000000001:job-definition/d:1, batch:SubmitJob arn:aws:batch:eu-west-1:000000000001:job-queue/q
      glue:getJobRun           | {"JobName":"j","RunId":"r"}                                       | glue:GetJobRun arn:aws:glue:eu-west-1:000000000001:job/j
      elasticmapreduce:addStep | {"ClusterId":"j-1","Step":{}}                                     | elasticmapreduce:AddJobFlowSteps arn:aws:elasticmapreduce:eu-west-1:000000000001:cluster/j-1
      emr-serverless:startJobRun | {"ApplicationId":"a"}                                           | emr-serverless:StartJobRun arn:aws:emr-serverless:eu-west-1:000000000001:/applications/a
      http:invoke              | {"ApiEndpoint":"https://h/x","Method":"GET"}                      | states:InvokeHTTPEndpoint arn:aws:states:eu-west-1:000000000001:stateMachine:m
      http:invoke              | {"Authentication":{"ConnectionArn":"arn:aws:events:eu-west-1:000000000001:connection/c/1"}} | states:InvokeHTTPEndpoint arn:aws:states:eu-west-1:000000000001:stateMachine:m, events:RetrieveConnectionCredentials arn:aws:events:eu-west-1:000000000001:connection/c/1
      """)
  void aServicesCallNeedsTheRightOnWhatItNames(String resource, String parameters,
      String expected) {
    assertThat(RIGHTS.of(task(service(resource), parameters)).stream()
        .map(one -> one.action() + " " + one.resource()).collect(Collectors.joining(", ")))
        .isEqualTo(expected);
  }

  @Test
  void aFunctionsOwnArnIsTheResource() {
    String arn = "arn:aws:lambda:us-east-1:000000000001:function:f";

    assertThat(RIGHTS.of(task(new Resource.Function(arn), "{}")))
        .containsExactly(new AccessRequest("lambda:InvokeFunction", arn));
  }

  @Test
  void workersOfActivitiesAskForThemselves() {
    assertThat(RIGHTS.of(task(
        new Resource.Activity("arn:aws:states:us-east-1:000000000001:activity:a"), "{}")))
        .isEmpty();
  }

  @Test
  void conditionsSeeTheEndpointOfAnHttpTask() {
    AccessRequest needed = RIGHTS.of(task(service("http:invoke"),
        "{\"ApiEndpoint\":\"https://h/x\",\"Method\":\"GET\"}")).getFirst();
    PolicyDocument only = PolicyDocument.parse("""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"states:InvokeHTTPEndpoint","Resource":"*",
         "Condition":{"StringLike":{"states:HTTPEndpoint":"https://h/*"},"StringEquals":{"states:HTTPMethod":"GET"}}}}
        """);

    assertThat(Policies.decide(List.of(only), needed)).isEqualTo(AccessDecision.ALLOWED);
    assertThat(Policies.decide(List.of(only),
        RIGHTS.of(task(service("http:invoke"),
            "{\"ApiEndpoint\":\"https://evil/h/\",\"Method\":\"GET\"}")).getFirst()))
        .isEqualTo(AccessDecision.NOT_ALLOWED);
  }

  private static Resource.Service service(String text) {
    int action = text.lastIndexOf(':');
    return new Resource.Service("arn:aws:states:::" + text, text.substring(0, action),
        text.substring(action + 1), Resource.Pattern.REQUEST_RESPONSE);
  }

  private static TaskRequest task(Resource resource, String parameters) {
    return new TaskRequest(new TaskToken(0, new UUID(0, 1), 1, 0), Instant.EPOCH, resource,
        Payload.parse(parameters), "arn:aws:states:eu-west-1:000000000001:execution:m:e",
        "arn:aws:iam::000000000001:role/r", "token", null, Duration.ofSeconds(1));
  }
}
