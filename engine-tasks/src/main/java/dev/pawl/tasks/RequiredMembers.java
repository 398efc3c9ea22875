package dev.pawl.tasks;

import java.util.List;
import java.util.Map;

/**
 * Members that calls must have, where the SDK does not say so: of integrations by service and action, of generic calls by
 * the SDK's names. What is missing elsewhere is for the service to say.
 */
final class RequiredMembers {
  private static final List<String> ITEM = List.of("TableName", "Item");
  private static final List<String> KEY = List.of("TableName", "Key");

  private static final Map<String, List<String>> TABLE = Map.ofEntries(
      Map.entry("athena:getQueryExecution", List.of("QueryExecutionId")),
      Map.entry("athena:getQueryResults", List.of("QueryExecutionId")),
      Map.entry("athena:startQueryExecution", List.of("QueryString")),
      Map.entry("athena:stopQueryExecution", List.of("QueryExecutionId")),
      Map.entry("batch:submitJob", List.of("JobName", "JobQueue", "JobDefinition")),
      Map.entry("codebuild:startBuild", List.of("ProjectName")),
      Map.entry("datasync:describeTaskExecution", List.of("TaskExecutionArn")),
      Map.entry("datasync:startTaskExecution", List.of("TaskArn")),
      Map.entry("dynamodb:deleteItem", KEY), Map.entry("dynamodb:getItem", KEY),
      Map.entry("dynamodb:putItem", ITEM), Map.entry("dynamodb:updateItem", KEY),
      Map.entry("dynamodb:query", List.of("TableName")),
      Map.entry("dynamodb:scan", List.of("TableName")),
      Map.entry("ecs:runTask", List.of("TaskDefinition")),
      Map.entry("eventbridge:putEvents", List.of("Entries")),
      Map.entry("glue:startJobRun", List.of("JobName")),
      Map.entry("iam:addUserToGroup", List.of("GroupName", "UserName")),
      Map.entry("iam:attachUserPolicy", List.of("UserName", "PolicyArn")),
      Map.entry("iam:createUser", List.of("UserName")),
      Map.entry("iam:detachUserPolicy", List.of("UserName", "PolicyArn")),
      Map.entry("kms:decrypt", List.of("CiphertextBlob")),
      Map.entry("kms:encrypt", List.of("KeyId", "Plaintext")),
      Map.entry("secretsmanager:getSecretValue", List.of("SecretId")),
      Map.entry("sfn:describeExecution", List.of("ExecutionArn")),
      Map.entry("sns:publish", List.of("Message")),
      Map.entry("sqs:deleteMessage", List.of("QueueUrl", "ReceiptHandle")),
      Map.entry("sqs:receiveMessage", List.of("QueueUrl")),
      Map.entry("sqs:sendMessage", List.of("QueueUrl", "MessageBody")),
      Map.entry("ssm:getParameter", List.of("Name")),
      Map.entry("sts:assumeRole", List.of("RoleArn", "RoleSessionName")));

  private RequiredMembers() {}

  /** The members that a call of an action must have, as far as is known here. */
  static List<String> of(String service, String action) {
    return TABLE.getOrDefault(service + ':' + action, List.of());
  }

  /** @throws UnusableParametersException where one is missing */
  static void check(String service, String action, Map<?, ?> members) {
    for (String name : of(service, action)) {
      // One that is null is sent to the service, as AWS does it, whose error it is.
      if (!members.containsKey(name)) {
        throw new UnusableParametersException(
            "The field '" + name + "' is required but was missing");
      }
    }
  }
}
