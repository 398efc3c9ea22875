package dev.pawl.tasks.real;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** An SQS server (ElasticMQ) in this process. It takes seconds to start: one for a test class, not for a test. */
public final class SqsServer implements AutoCloseable {
  private static final int WAIT_SECONDS = 5;

  private final SQSRestServer server;
  private final URI endpoint;
  private final SqsClient client;

  private SqsServer(SQSRestServer server, URI endpoint) {
    this.server = server;
    this.endpoint = endpoint;
    this.client = SqsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(ApacheHttpClient.builder())
        .build();
  }

  public static SqsServer start() {
    SQSRestServer server = SQSRestServerBuilder.withPort(0).withInterface("127.0.0.1").start();
    int port = server.waitUntilStarted().localAddress().getPort();
    return new SqsServer(server, URI.create("http://127.0.0.1:" + port));
  }

  public URI endpoint() {
    return endpoint;
  }

  /** A client for what a test prepares and looks up. */
  public SqsClient client() {
    return client;
  }

  /** Makes a queue; a FIFO queue where the name says so. */
  public String createQueue(String name) {
    Map<QueueAttributeName, String> attributes = name.endsWith(".fifo")
        ? Map.of(QueueAttributeName.FIFO_QUEUE, "true")
        : Map.of();
    return client.createQueue(queue -> queue.queueName(name).attributes(attributes)).queueUrl();
  }

  /** Takes up to ten messages off a queue; waits up to five seconds for the first. */
  public List<Message> receive(String queueUrl) {
    List<Message> messages = client.receiveMessage(
        queue -> queue.queueUrl(queueUrl)
            .maxNumberOfMessages(10)
            .messageAttributeNames("All")
            .waitTimeSeconds(WAIT_SECONDS))
        .messages();
    messages.forEach(message -> client.deleteMessage(
        taken -> taken.queueUrl(queueUrl).receiptHandle(message.receiptHandle())));
    return messages;
  }

  @Override
  public void close() {
    client.close();
    server.stopAndWait();
  }
}
