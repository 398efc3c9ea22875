package dev.pawl.tasks;

import java.util.List;
import java.util.Optional;

/**
 * An optimized integration that is the SDK's call of the same name.
 *
 * @param service the SDK's service token
 * @param action the action, in camelCase
 * @param textMember the member whose value may be any JSON and is sent as text
 * @param errors how its failures read
 */
record OptimizedAction(String service, String action, Optional<String> textMember,
    SdkErrors.Optimized errors) {
  static final SdkErrors.Optimized LAMBDA_ERRORS = new SdkErrors.Optimized("Lambda", "AWSLambda",
      "AWSLambdaException");

  private static final SdkErrors.Optimized DYNAMODB_ERRORS = new SdkErrors.Optimized("DynamoDB",
      "AmazonDynamoDBv2", "AmazonDynamoDBException");

  private static final List<OptimizedAction> ALL = List.of(
      new OptimizedAction("sqs", "sendMessage", Optional.of("MessageBody"),
          new SdkErrors.Optimized("SQS", "AmazonSQS", "AmazonSQSException")),
      new OptimizedAction("sns", "publish", Optional.of("Message"),
          new SdkErrors.Optimized("SNS", "AmazonSNS", "AmazonSNSException")),
      dynamoDb("getItem"), dynamoDb("putItem"), dynamoDb("updateItem"), dynamoDb("deleteItem"));

  private static OptimizedAction dynamoDb(String action) {
    return new OptimizedAction("dynamodb", action, Optional.empty(), DYNAMODB_ERRORS);
  }

  static Optional<OptimizedAction> find(String service, String action) {
    return ALL.stream()
        .filter(one -> one.service().equals(service) && one.action().equals(action))
        .findFirst();
  }
}
