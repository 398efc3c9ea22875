package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorsTest {
  private static final Connectors CONNECTORS = new Connectors(Attempts.SETTINGS);

  @AfterAll
  static void stop() {
    CONNECTORS.close();
  }

  @ParameterizedTest
  @CsvSource({"sqs:sendMessage, UNKNOWN", "sns:publish, UNKNOWN", "dynamodb:getItem, RESEND",
      "dynamodb:putItem, UNKNOWN", "lambda:invoke, UNKNOWN", "aws-sdk:s3:getObject, RESEND",
      "aws-sdk:s3:listObjectsV2, RESEND", "aws-sdk:s3:headObject, RESEND",
      "aws-sdk:s3:putObject, UNKNOWN", "aws-sdk:dynamodb:scan, RESEND",
      "aws-sdk:dynamodb:query, RESEND", "aws-sdk:dynamodb:batchGetItem, RESEND",
      "aws-sdk:dynamodb:describeTable, RESEND", "aws-sdk:dynamodbstreams:listStreams, RESEND",
      "aws-sdk:dynamodb:transactWriteItems, RESEND",
      "aws-sdk:dynamodb:updateItem, UNKNOWN", "aws-sdk:sqs:receiveMessage, UNKNOWN"})
  void onlyCallsThatMayBeRepeatedAreSentAgain(String resource, RecoveryClass expected) {
    Resource service = Attempts.service(resource);

    assertThat(CONNECTORS.of(service).recovery(service)).isEqualTo(expected);
    assertThat(CONNECTORS.offers(service)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"http:post", "events:deleteRule", "aws-sdk:nosuch:doIt", "aws-sdk:s3:flyAway",
      "dynamodb:query", "aws-sdk:../x:y"})
  void aResourceWithoutConnectorFailsWithASentence(String resource) throws InterruptedException {
    Resource service = Attempts.service(resource);

    var error = Attempts.error(Attempts.call(CONNECTORS, service, "{}"));

    assertThat(CONNECTORS.offers(service)).isFalse();
    assertThat(error.name()).isEqualTo("States.Runtime");
    assertThat(error.cause())
        .startsWith("The resource 'arn:aws:states:::" + resource + "' cannot be called: ");
  }

  @Test
  void theSentenceNamesTheServicesThereAre() throws InterruptedException {
    var error = Attempts.error(
        Attempts.call(CONNECTORS, Attempts.service("aws-sdk:nosuch:doIt"), "{}"));

    assertThat(error.cause())
        .contains("dynamodb:putItem", "aws-sdk calls of athena, batch,").endsWith("PAWL_SDK_DIR");
  }

  @Test
  void jobsAndActivitiesAreNotCalled() throws InterruptedException {
    Resource job = new Resource.Service("arn:aws:states:::lambda:invoke.sync", "lambda", "invoke",
        Resource.Pattern.SYNC);
    Resource activity = new Resource.Activity("arn:aws:states:us-east-1:123456789012:activity:a");

    assertThat(Attempts.error(Attempts.call(CONNECTORS, job, "{}")).cause()).contains("(.sync)");
    assertThat(Attempts.error(Attempts.call(CONNECTORS, activity, "{}")).cause())
        .contains("workers ask for tasks");
  }

  @Test
  void aStatesRoleIsRefusedRatherThanIgnored() throws InterruptedException {
    Resource get = Attempts.service("aws-sdk:s3:listBuckets");
    TaskRequest plain = Attempts.request(get, "{}");
    TaskRequest withRole = new TaskRequest(plain.attempt(), plain.scheduledAt(), get,
        plain.parameters(), plain.executionArn(), plain.executionRole(),
        plain.idempotencyToken(), "arn:aws:iam::123456789012:role/r", plain.timeout());

    var error = Attempts.error(CONNECTORS.of(get).call(withRole));

    assertThat(error.name()).isEqualTo(StatesError.TASK_FAILED);
    assertThat(error.cause()).contains("arn:aws:iam::123456789012:role/r");
  }

  @Test
  void parametersThatAreNoObjectAreRefused() throws InterruptedException {
    for (String resource : new String[]{"aws-sdk:s3:listBuckets", "sqs:sendMessage",
        "lambda:invoke"}) {
      var error = Attempts.error(Attempts.call(CONNECTORS, Attempts.service(resource), "[1]"));

      assertThat(error).isEqualTo(StatesError.runtime("The Parameters '[1]' could not be used to"
          + " start the Task: [The parameters must be an object]"));
    }
  }
}
