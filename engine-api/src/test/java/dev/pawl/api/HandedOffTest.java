package dev.pawl.api;

import static dev.pawl.api.ApiTest.PASS;
import static dev.pawl.api.ApiTest.ROLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.api.execution.HandOffStarter;
import dev.pawl.core.task.Resource;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.Worker;
import dev.pawl.worker.WorkerSettings;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** Executions that a pure API node accepts and that a worker, which knows of them from the database, runs. */
final class HandedOffTest {
  private static final AtomicReference<@Nullable Worker> WORKER = new AtomicReference<>();
  private static final ApiServer SERVER = ApiServer.starting((database, _) -> {
    WORKER.set(
        new Worker(
            database,
            WorkerSettings.standard(ApiServer.REGION, ApiServer.ACCOUNT, "test").alone(),
            ApiServer.TOKENS, HandedOffTest::noConnector, (_, _, _) -> {}));
    return new HandOffStarter(database, ApiServer.SETTINGS, () -> {});
  });

  private final SfnClient sfn = SERVER.sdk();

  private static Connector noConnector(Resource resource) {
    throw new IllegalStateException("no execution here calls " + resource.arn());
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(WORKER.get()).close();
    SERVER.close();
  }

  @Test
  void aWorkerRunsThemToTheirEnd() {
    String execution = start("passing", PASS, "{\"n\":1.0}");

    var closed = closed(execution);

    assertThat(closed.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(closed.output()).isEqualTo("{\"n\":1.0}");
    assertThat(
        sfn.getExecutionHistoryPaginator(r -> r.executionArn(execution).maxResults(1))
            .events()
            .stream()
            .map(HistoryEvent::typeAsString))
        .containsExactly(
            "ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded");
    assertThat(
        sfn.getExecutionHistoryPaginator(
            r -> r.executionArn(execution).maxResults(3).reverseOrder(true))
            .events()
            .stream()
            .map(HistoryEvent::id))
        .containsExactly(4L, 3L, 2L, 1L);
  }

  @Test
  void stoppingOneAnswersWithTheTimeItClosed() {
    String execution = start(
        "waiting",
        "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":600,\"End\":true}}}",
        "{}");

    var stopped = sfn.stopExecution(r -> r.executionArn(execution).error("E").cause("C"));

    var closed = closed(execution);
    assertThat(closed.status()).isEqualTo(ExecutionStatus.ABORTED);
    assertThat(closed.stopDate()).isEqualTo(stopped.stopDate());
    assertThat(closed.error()).isEqualTo("E");
    assertThat(closed.cause()).isEqualTo("C");
    assertThat(sfn.stopExecution(r -> r.executionArn(execution)).stopDate())
        .isEqualTo(stopped.stopDate());
  }

  @Test
  void anActivityWorkerDoesItsTask() {
    String activity = sfn.createActivity(r -> r.name("adding")).activityArn();
    String execution = start(
        "active",
        "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"" + activity
            + "\",\"End\":true}}}",
        "{\"a\":1}");

    CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> {
      var task = sfn.getActivityTask(r -> r.activityArn(activity).workerName("adder"));
      sfn.sendTaskHeartbeat(r -> r.taskToken(task.taskToken()));
      sfn.sendTaskSuccess(
          r -> r.taskToken(task.taskToken()).output("{\"got\":" + task.input() + "}"));
    });

    assertThat(closed(execution).output()).isEqualTo("{\"got\":{\"a\":1}}");
    worker.join();
  }

  private DescribeExecutionResponse closed(String execution) {
    await().until(
        () -> sfn.describeExecution(r -> r.executionArn(execution))
            .status() != ExecutionStatus.RUNNING);
    return sfn.describeExecution(r -> r.executionArn(execution));
  }

  private String start(String name, String definition, String input) {
    String arn = sfn
        .createStateMachine(r -> r.name(name).definition(definition).roleArn(ROLE))
        .stateMachineArn();
    return sfn.startExecution(r -> r.stateMachineArn(arn).name(name).input(input)).executionArn();
  }
}
