package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.tasks.real.FunctionServer;
import dev.pawl.tasks.real.FunctionServer.Answer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The SDK's own clients against the bytes that SNS and Lambda answer. */
class SnsAndLambdaTest {
  private static final String INVOKE = "2015-03-31/functions/%s/invocations";

  private final FunctionServer server = FunctionServer.start();
  private final Connectors connectors = new Connectors(
      Attempts.SETTINGS.withAwsEndpoint(Optional.of(server.url(""))));

  @AfterEach
  void stop() {
    connectors.close();
    server.close();
  }

  private static Answer xml(int status, String body) {
    return new Answer(status,
        Map.of("Content-Type", "text/xml", "x-amzn-RequestId", "11111111-2222"), body);
  }

  private static Answer snsError(int status, String code, String message) {
    return xml(status, """
        <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>\
        <Code>%s</Code><Message>%s</Message></Error><RequestId>11111111-2222</RequestId></ErrorResponse>\
        """.formatted(code, message));
  }

  private StatesError publish(Answer answer) throws InterruptedException {
    server.on("", _ -> answer);
    return Attempts.error(Attempts.call(connectors, Attempts.service("sns:publish"),
        "{\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:t\",\"Message\":\"m\"}"));
  }

  @Test
  void aPublishedObjectIsSentAsText() throws InterruptedException {
    server.on("", _ -> xml(200, """
        <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>\
        <MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>11111111-2222</RequestId>\
        </ResponseMetadata></PublishResponse>"""));

    var result = Attempts.result(Attempts.call(connectors, Attempts.service("sns:publish"), """
        {"TopicArn": "arn:aws:sns:us-east-1:123456789012:t", "Message": {"a": 1},
         "MessageAttributes": {"k": {"DataType": "String", "StringValue": "v"}}}"""));

    String sent = URLDecoder.decode(server.calls("").getFirst().body(), StandardCharsets.UTF_8);
    assertThat(sent).contains("Action=Publish", "Message={\"a\":1}",
        "MessageAttributes.entry.1.Name=k");
    assertThat(result.get("MessageId")).isEqualTo("m-1");
    assertThat(result.get("SdkResponseMetadata")).isEqualTo(Map.of("RequestId", "11111111-2222"));
  }

  @Test
  void errorsOfSnsReadAsRecordedOnAws() throws InterruptedException {
    assertThat(publish(snsError(404, "NotFound", "Topic does not exist")))
        .isEqualTo(new StatesError("SNS.NotFoundException",
            "Topic does not exist (Service: AmazonSNS; Status Code: 404; Error Code: NotFound;"
                + " Request ID: 11111111-2222; Proxy: null)"));
    assertThat(publish(snsError(400, "InvalidParameter", "Invalid parameter: Message")).name())
        .isEqualTo("SNS.InvalidParameterException");
    assertThat(publish(snsError(400, "MissingParameter", "No message")).name())
        .isEqualTo("SNS.AmazonSNSException");
  }

  @Test
  void aCallThatMustNotBeRepeatedIsSentOnce() throws InterruptedException {
    publish(snsError(500, "InternalError", "down"));

    assertThat(server.calls("")).hasSize(1);
  }

  @Test
  void aReadingCallIsRepeatedWhereTheServiceFails() throws InterruptedException {
    server.on("", _ -> snsError(500, "InternalError", "down"));

    var error = Attempts.error(
        Attempts.call(connectors, Attempts.service("aws-sdk:sns:listTopics"), "{}"));

    assertThat(server.calls("")).hasSize(3);
    assertThat(error.name()).startsWith("Sns.");
  }

  @Test
  void lambdaIsAskedByTheFunctionsArn() throws InterruptedException {
    Resource function = Attempts.function("f:PROD");
    server.on(INVOKE.formatted("arn:aws:lambda:us-east-1:123456789012:function:f:PROD"),
        call -> Answer.value(call.body()));

    assertThat(Attempts.tree(Attempts.call(connectors, function, "{\"a\":1}")))
        .isEqualTo(Map.of("a", 1));
  }

  @Test
  void lambdaInvokeGivesTheAnswersMembers() throws InterruptedException {
    server.on(INVOKE.formatted("f"), _ -> new Answer(200,
        Map.of("X-Amz-Executed-Version", "$LATEST", "x-amzn-RequestId", "r-1"), "{}"));

    var result = Attempts.result(Attempts.call(connectors, Attempts.service("lambda:invoke"),
        "{\"FunctionName\":\"f\",\"Payload\":null}"));

    assertThat(server.calls(INVOKE.formatted("f")).getFirst().body()).isEqualTo("null");
    assertThat(result.keySet()).hasToString(
        "[ExecutedVersion, Payload, SdkHttpMetadata, SdkResponseMetadata, StatusCode]");
    assertThat(result.get("Payload")).isEqualTo(Map.of());
    assertThat(result.get("SdkResponseMetadata")).isEqualTo(Map.of("RequestId", "r-1"));
  }

  @Test
  void aFunctionsErrorAndLambdasOwnErrorDiffer() throws InterruptedException {
    server.on(INVOKE.formatted("raise"), _ -> Answer.error("Exception", "raised"));
    server.on(INVOKE.formatted("none"), _ -> new Answer(404,
        Map.of("x-amzn-ErrorType", "ResourceNotFoundException", "x-amzn-RequestId", "r-2"),
        "{\"Type\":\"User\",\"Message\":\"Function not found: none\"}"));

    var raised = Attempts.error(Attempts.call(connectors, Attempts.service("lambda:invoke"),
        "{\"FunctionName\":\"raise\"}"));
    var none = Attempts.error(Attempts.call(connectors, Attempts.service("lambda:invoke"),
        "{\"FunctionName\":\"none\"}"));

    assertThat(raised).isEqualTo(new StatesError("Exception",
        "{\"errorMessage\":\"raised\",\"errorType\":\"Exception\"}"));
    assertThat(none).isEqualTo(new StatesError("Lambda.ResourceNotFoundException",
        "Function not found: none (Service: AWSLambda; Status Code: 404;"
            + " Error Code: ResourceNotFoundException; Request ID: r-2; Proxy: null)"));
  }

  @Test
  void aGenericCallOfLambdaGivesThePayloadAsText() throws InterruptedException {
    server.on(INVOKE.formatted("f"), call -> Answer.value(call.body()));

    var result = Attempts.result(Attempts.call(connectors,
        Attempts.service("aws-sdk:lambda:invoke"),
        "{\"FunctionName\":\"f\",\"Payload\":{\"a\":[]}}"));

    assertThat(result.get("Payload")).isEqualTo("{\"a\":[]}");
  }

  @Test
  void aCallOfTheSdkEndsWithItsTimeOrItsInterrupt() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(2);
    server.on(INVOKE.formatted("slow"), _ -> {
      called.countDown();
      Thread.sleep(Duration.ofMinutes(1));
      return Answer.value("1");
    });
    Resource invoke = Attempts.service("lambda:invoke");
    String parameters = "{\"FunctionName\":\"slow\"}";
    var error = Attempts.error(connectors.of(invoke)
        .call(Attempts.request(invoke, parameters, Duration.ofMillis(500))));
    var attempt = new FutureTask<>(
        () -> connectors.of(invoke).call(Attempts.request(invoke, parameters)));
    Thread thread = Thread.ofVirtual().start(attempt);
    assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();

    assertThat(error.name()).isEqualTo("Lambda.ClientExecutionTimeoutException");
    assertThatThrownBy(() -> attempt.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void theAttemptsTokenIsPutWhereTheServiceLooksForOne() throws InterruptedException {
    server.on("", _ -> new Answer(200, Map.of("Content-Type", "application/x-amz-json-1.0"), "{}"));
    Resource write = Attempts.service("aws-sdk:dynamodb:transactWriteItems");

    Attempts.result(Attempts.call(connectors, write, "{\"TransactItems\":[]}"));
    Attempts.result(Attempts.call(connectors, write, "{\"TransactItems\":[]}"));
    Attempts.result(Attempts.call(connectors, write,
        "{\"TransactItems\":[],\"ClientRequestToken\":\"mine\"}"));

    var bodies = server.calls("").stream().map(FunctionServer.Call::body).toList();
    assertThat(bodies.get(0)).isEqualTo(bodies.get(1))
        .matches(".*\"ClientRequestToken\":\"[0-9a-f-]{36}\".*");
    assertThat(bodies.get(2)).contains("\"ClientRequestToken\":\"mine\"");
  }
}
