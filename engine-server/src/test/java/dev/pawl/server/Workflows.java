package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Json;
import dev.pawl.tasks.real.FunctionServer.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * The four workflows that the product is measured by, each with its input, with the people and programs around it,
 * and with what must be true when it has ended.
 */
final class Workflows implements AutoCloseable {
  private static final String BUCKET = "pictures";
  private static final List<String> MACHINES = List.of(
      "polling", "approval", "pictures-jsonpath", "pictures-jsonata", "decide");
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final RealParts parts;
  final SfnClient sfn;
  private final String approvals;
  private final Map<String, String> arns = new HashMap<>();
  private final List<Thread> actors = new ArrayList<>();

  /**
   * One execution and what it must come to.
   *
   * @param name the execution's
   * @param check told how the execution has ended
   */
  record Scenario(String name, String machine, String input,
      Consumer<DescribeExecutionResponse> check) {}

  Workflows(RealParts parts, PawlProcess pawl) {
    this.parts = parts;
    sfn = client(pawl);
    approvals = parts.sqs.createQueue("approvals");
    parts.s3.client().createBucket(create -> create.bucket(BUCKET));
    for (String name : MACHINES) {
      arns.put(
          name,
          sfn.createStateMachine(
              create -> create.name(name)
                  .roleArn("arn:aws:iam::000000000000:role/workflows")
                  .definition(definition(name)))
              .stateMachineArn());
    }
    actors.add(Thread.ofVirtual().start(this::runJobs));
    actors.add(Thread.ofVirtual().start(this::approve));
  }

  static SfnClient client(PawlProcess pawl) {
    return SfnClient.builder()
        .endpointOverride(pawl.endpoint())
        .region(Region.US_EAST_1)
        // StartSyncExecution would be sent to sync-127.0.0.1, which is no host.
        .overrideConfiguration(override -> override.putAdvancedOption(
            SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(
            ApacheHttpClient.builder().maxConnections(64).socketTimeout(Duration.ofSeconds(70)))
        .build();
  }

  static String definition(String name) {
    try (var stream = Workflows.class.getResourceAsStream("/workflows/" + name + ".asl.json")) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of each: ten executions, whose names and data belong to this round alone. */
  List<Scenario> round(int round) {
    String r = "r" + round;
    return List.of(
        polling(r, "SUCCESS"), polling(r, "ERROR"), approval(r, "admin"), approval(r, "member"),
        approval(r, "deny"),
        pictures(r, "pictures-jsonpath"), pictures(r, "pictures-jsonata"), decide(r, "create"),
        decide(r, "delete"),
        decide(r, "nothing"));
  }

  private Scenario polling(String round, String outcome) {
    String name = round + "-polling-" + outcome;
    return new Scenario(name, "polling", Json.write(Map.of("outcome", outcome)), ended -> {
      if (outcome.equals("SUCCESS")) {
        assertThat(tree(ended)).isEqualTo(Map.of("job", name, "status", "SUCCESS"));
      } else {
        assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(ended.error()).isEqualTo("JobFailed");
      }
    });
  }

  private Scenario approval(String round, String wish) {
    String user = round + "-" + wish;
    String input = Json.write(Map.of("queue", approvals, "user", user, "wish", wish));
    return new Scenario(
        round + "-approval-" + wish, "approval", input,
        ended -> assertThat(tree(ended)).isEqualTo(
            wish.equals("deny")
                ? Map.of("denied", "not today")
                : Map.of("created", user, "role", wish)));
  }

  private Scenario pictures(String round, String machine) {
    String name = round + "-" + machine;
    List<String> keys = List.of(name + "-a.png", name + "-b.png", name + "-c.png");
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      byte[] picture = RealParts.picture(i + 3);
      parts.s3.client().putObject(put -> put.bucket(BUCKET).key(key),
          RequestBody.fromBytes(picture));
    }
    var records = keys.stream()
        .map(key -> Map.of("messageId", key, "body",
            Json.write(Map.of("bucket", BUCKET, "key", key))))
        .toList();
    return new Scenario(name, machine, Json.write(Map.of("Records", records)), ended -> {
      assertThat(tree(ended)).isEqualTo(
          keys.stream().map(key -> List.of("made/128/" + key, "made/512/" + key)).toList());
      for (String key : keys) {
        assertThat(parts.widthOf(BUCKET, "made/128/" + key)).isEqualTo(128);
        assertThat(parts.widthOf(BUCKET, "made/512/" + key)).isEqualTo(512);
        assertThat(item("pictures", key))
            .containsEntry("px128", AttributeValue.fromS("made/128/" + key))
            .containsEntry("px512", AttributeValue.fromS("made/512/" + key));
        assertThat(parts.keys(BUCKET)).doesNotContain(key);
      }
    });
  }

  private Scenario decide(String round, String what) {
    String queue = round + "-queue-" + what;
    parts.wanted.put(queue, what.equals("create"));
    if (what.equals("delete")) {
      parts.sqs.createQueue(queue);
    }
    String did = what.equals("nothing") ? "nothing" : what + "d";
    return new Scenario(round + "-decide-" + what, "decide", Json.write(Map.of("name", queue)),
        ended -> {
          assertThat(tree(ended)).isEqualTo(Map.of("did", did));
          assertThat(parts.sqs.client().listQueues(list -> list.queueNamePrefix(queue)).queueUrls())
              .hasSize(what.equals("create") ? 1 : 0);
        });
  }

  /** The state machine of a scenario. */
  String machineArn(Scenario scenario) {
    return Objects.requireNonNull(arns.get(scenario.machine()));
  }

  /** Starts an execution; a repeat after an unknown outcome finds the same one, which may have ended already. */
  String start(Scenario scenario) {
    String machine = machineArn(scenario);
    return patiently(() -> {
      try {
        return sfn.startExecution(
            start -> start.stateMachineArn(machine).name(scenario.name()).input(scenario.input()))
            .executionArn();
      } catch (ExecutionAlreadyExistsException e) {
        return machine.replace(":stateMachine:", ":execution:") + ":" + scenario.name();
      }
    });
  }

  /** Waits until an execution has ended, and checks what it came to, its history, and its calls. */
  void verify(Scenario scenario, String arn) {
    DescribeExecutionResponse ended = org.awaitility.Awaitility.await(scenario.name())
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> patiently(() -> sfn.describeExecution(describe -> describe.executionArn(arn))),
            answer -> answer.status() != ExecutionStatus.RUNNING);
    scenario.check().accept(ended);
    List<HistoryEvent> history = history(arn);
    assertConsistent(history);
    assertNoCallTwice(scenario.name(), history);
  }

  private List<HistoryEvent> history(String arn) {
    return patiently(
        () -> sfn.getExecutionHistoryPaginator(get -> get.executionArn(arn).maxResults(20))
            .events()
            .stream()
            .toList());
  }

  private static void assertConsistent(List<HistoryEvent> history) {
    for (int i = 0; i < history.size(); i++) {
      assertThat(history.get(i).id()).isEqualTo(i + 1L);
      assertThat(history.get(i).previousEventId()).isLessThan(i + 1L);
    }
    assertThat(history.getFirst().type()).isEqualTo(HistoryEventType.EXECUTION_STARTED);
    assertThat(history).filteredOn(Workflows::isTerminal).hasSize(1);
    assertThat(isTerminal(history.getLast())).isTrue();
  }

  private static boolean isTerminal(HistoryEvent event) {
    return List.of(
        HistoryEventType.EXECUTION_SUCCEEDED, HistoryEventType.EXECUTION_FAILED,
        HistoryEventType.EXECUTION_ABORTED,
        HistoryEventType.EXECUTION_TIMED_OUT).contains(event.type());
  }

  /** A function was called at most once for each attempt, so that only a Retry can have called it again. */
  private void assertNoCallTwice(String execution, List<HistoryEvent> history) {
    for (String function : List.of("resize", "create-user", "wanted")) {
      List<Call> calls = parts.functions.calls(function)
          .stream()
          .filter(call -> call.body().contains("\"execution\":\"" + execution + "\""))
          .toList();
      long attempts = history.stream()
          .filter(event -> event.type() == HistoryEventType.TASK_SCHEDULED)
          .filter(event -> event.taskScheduledEventDetails().parameters()
              .contains("\"" + function + "\""))
          .count();
      assertThat(calls).extracting(call -> call.headers().get("idempotency-key"))
          .doesNotHaveDuplicates();
      assertThat((long) calls.size()).isLessThanOrEqualTo(attempts);
    }
  }

  /** How often a worker was lost in the middle of a call of an execution. */
  long lostWorkers(String arn) {
    return history(arn).stream()
        .filter(event -> event.type() == HistoryEventType.TASK_FAILED)
        .filter(event -> String.valueOf(event.taskFailedEventDetails().cause())
            .startsWith("worker lost"))
        .count();
  }

  private Map<String, AttributeValue> item(String table, String id) {
    return parts.dynamoDb.client()
        .getItem(get -> get.tableName(table).key(Map.of("id", AttributeValue.fromS(id))))
        .item();
  }

  /** The program that does the jobs: each ends as it was told to. */
  private void runJobs() {
    while (!Thread.currentThread().isInterrupted()) {
      for (var job : parts.dynamoDb.client().scan(scan -> scan.tableName("jobs")).items()) {
        if (Objects.requireNonNull(job.get("JobStatus")).s().equals("RUNNING")) {
          parts.dynamoDb.client()
              .updateItem(
                  update -> update.tableName("jobs")
                      .key(Map.of("id", Objects.requireNonNull(job.get("id"))))
                      .updateExpression("SET JobStatus = :ended")
                      .expressionAttributeValues(
                          Map.of(":ended", Objects.requireNonNull(job.get("Outcome")))));
        }
      }
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
    }
  }

  /** The person who reads the messages and answers them. */
  private void approve() {
    while (!Thread.currentThread().isInterrupted()) {
      for (Message message : parts.sqs.receive(approvals)) {
        Map<?, ?> body = (Map<?, ?>) Objects.requireNonNull(Json.parse(message.body()));
        String token = String.valueOf(body.get("token"));
        String wish = String.valueOf(body.get("wish"));
        patiently(() -> {
          answer(token, wish);
          return true;
        });
        delete(message);
      }
    }
  }

  private void delete(Message message) {
    try {
      parts.sqs.client()
          .deleteMessage(
              delete -> delete.queueUrl(approvals).receiptHandle(message.receiptHandle()));
    } catch (SqsException e) {
      // While Pawl was away, the queue delivered the message again: it is deleted with its next receipt.
      if (e.statusCode() >= 500) {
        throw e;
      }
    }
  }

  private void answer(String token, String wish) {
    try {
      if (wish.equals("deny")) {
        sfn.sendTaskFailure(failure -> failure.taskToken(token).error("Denied").cause("not today"));
      } else {
        sfn.sendTaskSuccess(
            success -> success.taskToken(token).output("{\"admin\":" + wish.equals("admin") + "}"));
      }
    } catch (SfnException e) {
      // The attempt of this token was given up, and another message with another token is under way.
      if (e.statusCode() >= 500 || !e.awsErrorDetails().errorCode().startsWith("Task")) {
        throw e;
      }
    }
  }

  /** Repeats what fails because the server is away. */
  static <T> T patiently(Callable<T> call) {
    return org.awaitility.Awaitility.await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(100))
        .pollDelay(Duration.ZERO)
        .until(() -> {
          try {
            return List.of(call.call());
          } catch (SdkClientException e) {
            return List.<T>of();
          } catch (SfnException e) {
            if (e.statusCode() >= 500) {
              return List.<T>of();
            }
            throw e;
          }
        }, answer -> !answer.isEmpty())
        .getFirst();
  }

  private static Object tree(DescribeExecutionResponse ended) {
    assertThat(ended.status()).as("%s: %s", ended.error(), ended.cause())
        .isEqualTo(ExecutionStatus.SUCCEEDED);
    return Objects.requireNonNull(Json.parse(ended.output()));
  }

  @Override
  public void close() {
    actors.forEach(Thread::interrupt);
    sfn.close();
  }
}
