package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.task.Resource;
import dev.pawl.tasks.real.SqsServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SqsTest {
  private static final SqsServer SQS = SqsServer.start();
  private static final Connectors CONNECTORS = new Connectors(
      Attempts.SETTINGS.withAwsEndpointByService(Map.of("sqs", SQS.endpoint())));
  private static final Resource SEND = Attempts.service("sqs:sendMessage");

  @AfterAll
  static void stop() {
    CONNECTORS.close();
    SQS.close();
  }

  @Test
  void anObjectIsSentAsItsCompactText() throws InterruptedException {
    String queue = SQS.createQueue("objects");

    var result = Attempts.result(Attempts.call(CONNECTORS, SEND, """
        {"QueueUrl": "%s", "MessageBody": {"Message": "hi", "TaskToken": "t"},
         "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "test"}}}
        """.formatted(queue)));

    var message = SQS.receive(queue).getFirst();
    assertThat(message.body()).isEqualTo("{\"Message\":\"hi\",\"TaskToken\":\"t\"}");
    assertThat(message.messageAttributes()).hasEntrySatisfying("kind",
        kind -> assertThat(kind.stringValue()).isEqualTo("test"));
    assertThat(result.get("MessageId")).isEqualTo(message.messageId());
    assertThat(result.get("MD5OfMessageBody")).isEqualTo(message.md5OfBody());
  }

  @Test
  void theResultNamesTheHttpAnswerAsAwsDoes() throws InterruptedException {
    String queue = SQS.createQueue("metadata");

    var result = Attempts.result(Attempts.call(CONNECTORS, SEND,
        "{\"QueueUrl\":\"" + queue + "\",\"MessageBody\":\"text\"}"));

    assertThat(List.<Object>copyOf(result.keySet())).containsExactly("MD5OfMessageBody",
        "MessageId", "SdkHttpMetadata", "SdkResponseMetadata");
    var http = Attempts.inner(result, "SdkHttpMetadata");
    assertThat(List.<Object>copyOf(http.keySet())).containsExactly("AllHttpHeaders", "HttpHeaders",
        "HttpStatusCode");
    assertThat(http.get("HttpStatusCode")).isEqualTo(200);
    assertThat(Attempts.inner(http, "AllHttpHeaders").get("Content-Type"))
        .isInstanceOf(List.class);
    assertThat(Attempts.inner(result, "SdkResponseMetadata").get("RequestId"))
        .isInstanceOf(String.class);
  }

  @Test
  void aNumberIsSentAsItsText() throws InterruptedException {
    String queue = SQS.createQueue("numbers");

    Attempts.result(Attempts.call(CONNECTORS, SEND,
        "{\"QueueUrl\":\"" + queue + "\",\"MessageBody\":42}"));

    assertThat(SQS.receive(queue).getFirst().body()).isEqualTo("42");
  }

  @Test
  void theGenericCallHasNoMetadata() throws InterruptedException {
    String queue = SQS.createQueue("generic");

    var result = Attempts.result(Attempts.call(CONNECTORS,
        Attempts.service("aws-sdk:sqs:sendMessage"),
        "{\"QueueUrl\":\"" + queue + "\",\"MessageBody\":{\"a\":1}}"));

    assertThat(List.<Object>copyOf(result.keySet()))
        .containsExactlyInAnyOrder("MD5OfMessageBody", "MessageId");
    assertThat(SQS.receive(queue).getFirst().body()).isEqualTo("{\"a\":1}");
  }

  @Test
  void aFifoQueueKeepsOneOfTwoMessagesWithTheSameDeduplicationId() throws InterruptedException {
    String queue = SQS.createQueue("once.fifo");
    String parameters = "{\"QueueUrl\":\"" + queue
        + "\",\"MessageBody\":\"m\",\"MessageGroupId\":\"g\",\"MessageDeduplicationId\":\"d\"}";

    Attempts.result(Attempts.call(CONNECTORS, SEND, parameters));
    Attempts.result(Attempts.call(CONNECTORS, SEND, parameters));

    assertThat(SQS.receive(queue)).hasSize(1);
  }

  @Test
  void aMissingQueueBearsAnErrorForEachKindOfCall() throws InterruptedException {
    String parameters = "{\"QueueUrl\":\"" + SQS.endpoint()
        + "/000000000000/none\",\"MessageBody\":\"m\"}";

    var optimized = Attempts.error(Attempts.call(CONNECTORS, SEND, parameters));
    var generic = Attempts.error(
        Attempts.call(CONNECTORS, Attempts.service("aws-sdk:sqs:sendMessage"), parameters));

    assertThat(optimized.name()).isEqualTo("SQS.QueueDoesNotExistException");
    assertThat(optimized.cause()).contains(" (Service: AmazonSQS; Status Code: 400; Error Code: ")
        .endsWith("; Proxy: null)");
    assertThat(generic.name()).isEqualTo("Sqs.QueueDoesNotExistException");
    assertThat(generic.cause()).contains(" (Service: Sqs, Status Code: 400, Request ID: ");
  }

  @Test
  void noConnectionIsAClientError() throws InterruptedException {
    var nowhere = Map.of("sqs", URI.create("http://no-such-host.invalid:9324"));
    try (var connectors = new Connectors(Attempts.SETTINGS.withAwsEndpointByService(nowhere))) {
      var error = Attempts.error(Attempts.call(connectors, SEND,
          "{\"QueueUrl\":\"http://no-such-host.invalid/q\",\"MessageBody\":\"m\"}"));

      assertThat(error.name()).isEqualTo("SQS.SdkClientException");
      assertThat(error.cause())
          .startsWith("Unable to execute HTTP request: no-such-host.invalid");
    }
  }

  @Test
  void anUnknownMemberIsRefusedInAwsWords() throws InterruptedException {
    var error = Attempts.error(Attempts.call(CONNECTORS, SEND, "{\"Queue\":\"q\"}"));

    assertThat(error.name()).isEqualTo("States.Runtime");
    assertThat(error.cause()).isEqualTo("The Parameters '{\"Queue\":\"q\"}' could not be used to"
        + " start the Task: [The field \"Queue\" is not supported by Step Functions]");
  }
}
