package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.TestDatabase;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Several processes of {@code pawl server} on one database share the work. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ServerCommandTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";

  /** Leases of a dead node last 15 s, and its calls are looked at every 30 s. */
  private static final Duration LONGEST_TAKEOVER = Duration.ofSeconds(60);

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void whatAnApiNodeStartsAWorkerNodeRuns() {
    try (TestDatabase database = TestDatabase.create();
        PawlProcess api = node(database, "api", Map.of("PAWL_ROLES", "api"));
        SfnClient sfn = Workflows.client(api)) {
      String activity = sfn.createActivity(create -> create.name("work")).activityArn();
      String machine = machine(sfn, "shared", """
          {"StartAt": "W", "States": {
            "W": {"Type": "Wait", "Seconds": 1, "Next": "A"},
            "A": {"Type": "Task", "Resource": "%s", "End": true}}}""".formatted(activity));
      String arn = start(sfn, machine);
      assertThat(describe(sfn, arn).status()).isEqualTo(ExecutionStatus.RUNNING);

      try (PawlProcess worker = node(database, "worker", Map.of("PAWL_ROLES", "worker"))) {
        assertListensNowhere(worker);
        var task = sfn.getActivityTask(get -> get.activityArn(activity).workerName("test"));
        assertThat(task.input()).isEqualTo("{}");
        sfn.sendTaskSuccess(
            success -> success.taskToken(task.taskToken()).output("{\"worked\":true}"));

        assertThat(ended(sfn, arn, Duration.ofSeconds(20)).output()).isEqualTo("{\"worked\":true}");
      }
    }
  }

  private static void assertListensNowhere(PawlProcess worker) {
    Assertions.assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), worker.endpoint().getPort())) {
        throw new IllegalStateException("a worker without the API role listens");
      }
    });
  }

  @Test
  void whatAKilledNodeHadUnderWayTheOtherFinishes() {
    try (TestDatabase database = TestDatabase.create();
        PawlProcess first = node(database, "first", Map.of());
        PawlProcess second = node(database, "second", Map.of());
        SfnClient toFirst = Workflows.client(first);
        SfnClient toSecond = Workflows.client(second)) {
      String machine = machine(toFirst, "steps", """
          {"StartAt": "W", "States": {
            "W": {"Type": "Wait", "Seconds": 2, "Next": "P"},
            "P": {"Type": "Pass", "Result": "done", "End": true}}}""");
      List<String> arns = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        arns.add(start(i % 2 == 0 ? toFirst : toSecond, machine));
      }

      first.kill();
      long killed = System.nanoTime();

      for (int i = 0; i < 4; i++) {
        arns.add(start(toSecond, machine));
      }
      for (String arn : arns) {
        assertThat(ended(toSecond, arn, LONGEST_TAKEOVER).output()).isEqualTo("\"done\"");
      }
      System.out.printf("a node was killed: the other had finished all after %d ms%n",
          Duration.ofNanos(System.nanoTime() - killed).toMillis());
    }
  }

  private PawlProcess node(TestDatabase database, String name, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PAWL_DB_URL", database.settings().url());
    return PawlProcess.server(folder.resolve(name + ".log"), environment);
  }

  private static String machine(SfnClient sfn, String name, String definition) {
    return sfn
        .createStateMachine(create -> create.name(name).roleArn(ROLE).definition(definition))
        .stateMachineArn();
  }

  private static String start(SfnClient sfn, String machine) {
    return sfn.startExecution(start -> start.stateMachineArn(machine)).executionArn();
  }

  private static DescribeExecutionResponse describe(SfnClient sfn, String arn) {
    return sfn.describeExecution(describe -> describe.executionArn(arn));
  }

  private static DescribeExecutionResponse ended(SfnClient sfn, String arn, Duration longest) {
    return org.awaitility.Awaitility.await().atMost(longest).pollInterval(Duration.ofMillis(100))
        .until(() -> describe(sfn, arn), answer -> answer.status() != ExecutionStatus.RUNNING);
  }
}
