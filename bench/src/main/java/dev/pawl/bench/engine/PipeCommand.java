package dev.pawl.bench.engine;

import dev.pawl.core.codec.Codec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Moves messages from a queue into executions while nodes are killed, and looks for each of them. */
@Command(name = "pipe", mixinStandardHelpOptions = true, description = {
    "Sends messages to an SQS queue (ElasticMQ), and lets a pipe of two nodes start an execution for each five of them,",
    "while one of the nodes is killed again and again. Beside it one thread that receives five messages and deletes them.",
    "Fails where a message is in no execution. Takes about five minutes."})
public final class PipeCommand implements Callable<Integer> {
  private static final int BATCH = 5;
  private static final int AT_ONCE = 10;
  private static final int NODES = 2;
  private static final Duration LONGEST = Duration.ofMinutes(20);
  private static final Pattern NUMBER = Pattern.compile("\"body\":\"([0-9]+)\"");

  @Option(names = "--messages", defaultValue = "100000", description = "How many messages are moved. Default: ${DEFAULT-VALUE}.")
  private int messages;

  @Option(names = "--bare", defaultValue = "20000", description = "How many the loop beside it receives. Default: ${DEFAULT-VALUE}.")
  private int bare;

  @Option(names = "--kills", defaultValue = "5", description = "How often a node is killed. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(names = "--seed", defaultValue = "1", description = "Decides which node is killed when. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    SQSRestServer server = SQSRestServerBuilder.withPort(0).withInterface("127.0.0.1").start();
    URI endpoint = URI.create(
        "http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
    try (ScratchDatabase postgres = ScratchDatabase.start();
        SqsClient sqs = SqsClient.builder().endpointOverride(endpoint).region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(
                AwsBasicCredentials.create("bench", "bench")))
            .build()) {
      double loop = receiveAndDelete(sqs);
      return piped(postgres, sqs, endpoint, loop);
    } finally {
      server.stopAndWait();
    }
  }

  private static String queue(SqsClient sqs, String name) {
    return sqs.createQueue(r -> r.queueName(name)
        .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "30"))).queueUrl();
  }

  private static void send(SqsClient sqs, String queue, int count) throws Exception {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> senders = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        senders.add(threads.submit(() -> {
          for (int from = next.getAndAdd(AT_ONCE); from < count; from = next.getAndAdd(AT_ONCE)) {
            List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
            for (int one = from; one < Math.min(count, from + AT_ONCE); one++) {
              entries.add(SendMessageBatchRequestEntry.builder().id("m" + one)
                  .messageBody(Integer.toString(one)).build());
            }
            sqs.sendMessageBatch(r -> r.queueUrl(queue).entries(entries));
          }
        }));
      }
      for (Future<?> sender : senders) {
        sender.get();
      }
    }
  }

  /** Messages in a second. */
  private double receiveAndDelete(SqsClient sqs) throws Exception {
    String queue = queue(sqs, "bare");
    send(sqs, queue, bare);
    long begun = System.nanoTime();
    int received = 0;
    while (received < bare) {
      List<Message> batch = sqs.receiveMessage(
          r -> r.queueUrl(queue).maxNumberOfMessages(BATCH)).messages();
      if (!batch.isEmpty()) {
        sqs.deleteMessageBatch(r -> r.queueUrl(queue).entries(batch.stream()
            .map(message -> DeleteMessageBatchRequestEntry.builder().id(message.messageId())
                .receiptHandle(message.receiptHandle()).build())
            .toList()));
        received += batch.size();
      }
    }
    return bare / seconds(begun);
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private int piped(ScratchDatabase postgres, SqsClient sqs, URI endpoint, double loop)
      throws Exception {
    String queue = queue(sqs, "piped");
    send(sqs, queue, messages);
    List<HttpNode> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < NODES; i++) {
        nodes.add(HttpNode.startWithQueues(endpoint, postgres));
      }
      String machine = nodes.getFirst().machine("batches",
          "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}");
      long begun = System.nanoTime();
      createPipe(nodes.getFirst(), machine);
      Random random = new Random(seed);
      int killed = 0;
      int before = 0;
      while (true) {
        int left = left(sqs, queue);
        int moved = messages - left;
        if (left == 0) {
          break;
        }
        if (System.nanoTime() - begun > LONGEST.toNanos()) {
          throw new IllegalStateException(left + " messages are left after " + LONGEST);
        }
        if (killed < kills && moved >= (long) messages * (killed + 1) / (kills + 1)
            && moved > before) {
          int victim = random.nextInt(NODES);
          nodes.get(victim).kill();
          nodes.set(victim, HttpNode.startWithQueues(endpoint, postgres));
          killed++;
          before = moved;
        }
        Thread.sleep(Duration.ofMillis(50));
      }
      double rate = messages / seconds(begun);
      return told(postgres, killed, rate, loop);
    } finally {
      for (HttpNode node : nodes) {
        node.close();
      }
    }
  }

  private static void createPipe(HttpNode node, String machine)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(node.endpoint().resolve("/v1/pipes/batches"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(
            """
            {"Source": "arn:aws:sqs:us-east-1:000000000000:piped", "Target": "%s",
             "RoleArn": "arn:aws:iam::000000000000:role/pawl",
             "SourceParameters": {"SqsQueueParameters": {"BatchSize": %d}},
             "TargetParameters": {"StepFunctionStateMachineParameters": {"InvocationType": "FIRE_AND_FORGET"}}}"""
                .formatted(machine, BATCH)))
        .build();
    node.expectOk(request);
  }

  /** Those that were received and not deleted yet count, too. */
  private static int left(SqsClient sqs, String queue) {
    return sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)).attributes().values()
        .stream().mapToInt(Integer::parseInt).sum();
  }

  private int told(ScratchDatabase postgres, int killed, double rate, double loop)
      throws SQLException {
    BitSet seen = new BitSet(messages);
    int executions = 0;
    int again = 0;
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.setFetchSize(1_000);
      connection.setAutoCommit(false);
      try (ResultSet rows = statement.executeQuery("select input from execution")) {
        while (rows.next()) {
          executions++;
          Matcher numbers = NUMBER.matcher(Codec.unpackPayload(rows.getBytes(1)).text());
          while (numbers.find()) {
            int number = Integer.parseInt(numbers.group(1));
            if (seen.get(number)) {
              again++;
            }
            seen.set(number);
          }
        }
      }
    }
    int lost = messages - seen.cardinality();
    System.out.printf(Locale.ROOT,
        "bench pipe: messages=%d executions=%d lost=%d redelivered=%d kills=%d messages_per_s=%.0f bare_per_s=%.0f pipe_vs_bare=%.2f%n",
        messages, executions, lost, again, killed, rate, loop, rate / loop);
    return lost == 0 ? 0 : 1;
  }
}
