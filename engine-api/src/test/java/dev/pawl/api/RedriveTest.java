package dev.pawl.api;

import static dev.pawl.api.ApiTest.PASS;
import static dev.pawl.api.ApiTest.ROLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pawl.api.execution.HandOffStarter;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.Worker;
import dev.pawl.worker.WorkerSettings;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveFilter;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.RedriveExecutionResponse;
import software.amazon.awssdk.services.sfn.model.SfnException;

/** RedriveExecution as callers with the AWS SDK see it, on an API node that knows no worker. */
final class RedriveTest {
  private static final String FAIL = """
      {"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"C"}}}""";
  private static final String WAIT = """
      {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}""";
  private static final String TASK = """
      {"StartAt":"P","States":{"P":{"Type":"Pass","Assign":{"v.$":"$.n"},"Next":"T"},
        "T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",
          "Parameters":{"QueueUrl":"q","MessageBody.$":"$v"},"End":true}}}""";

  /** Executions whose task succeeds from now on. */
  private static final Set<String> MENDED = ConcurrentHashMap.newKeySet();
  private static final AtomicReference<@Nullable Worker> WORKER = new AtomicReference<>();
  private static final ApiServer SERVER = ApiServer.starting((database, _) -> {
    WORKER.set(
        new Worker(
            database,
            WorkerSettings.standard(ApiServer.REGION, ApiServer.ACCOUNT, "test").alone(),
            ApiServer.TOKENS, _ -> new Mendable(), (_, _, _) -> {}));
    return new HandOffStarter(database, ApiServer.SETTINGS, () -> {});
  });

  private final SfnClient sfn = SERVER.sdk();

  private static final class Mendable implements Connector {
    @Override
    public RecoveryClass recovery(Resource resource) {
      return RecoveryClass.RESEND;
    }

    @Override
    public Outcome<Payload> call(TaskRequest request) {
      return MENDED.contains(request.executionArn())
          ? Outcome.ok(Payload.parse("{\"MessageId\":\"1\"}"))
          : Outcome.failed(new StatesError("Sqs.Broken", "not mended"));
    }
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(WORKER.get()).close();
    SERVER.close();
  }

  @Test
  void aFailedExecutionGoesOnFromItsFailedTask() {
    String execution = start("mended", TASK, "{\"n\":7}");
    DescribeExecutionResponse failed = closed(execution);
    assertThat(failed.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(failed.redriveStatusAsString()).isEqualTo("REDRIVABLE");
    assertThat(failed.redriveStatusReason()).isNull();
    assertThat(failed.redriveCount()).isZero();
    assertThat(failed.redriveDate()).isNull();

    MENDED.add(execution);
    Instant redriveDate = sfn.redriveExecution(r -> r.executionArn(execution)).redriveDate();

    DescribeExecutionResponse closed = closed(execution);
    assertThat(closed.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(closed.output()).isEqualTo("{\"MessageId\":\"1\"}");
    assertThat(closed.error()).isNull();
    assertThat(closed.redriveCount()).isEqualTo(1);
    assertThat(closed.redriveDate()).isEqualTo(redriveDate);
    assertThat(closed.startDate()).isEqualTo(failed.startDate());
    assertThat(closed.redriveStatusReason())
        .isEqualTo("Execution is SUCCEEDED and cannot be redriven");
    List<HistoryEvent> events = sfn.getExecutionHistory(r -> r.executionArn(execution)).events();
    assertThat(events).extracting(HistoryEvent::typeAsString).containsExactly("ExecutionStarted",
        "PassStateEntered", "PassStateExited", "TaskStateEntered", "TaskScheduled", "TaskStarted",
        "TaskFailed", "ExecutionFailed", "ExecutionRedriven", "TaskScheduled", "TaskStarted",
        "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded");
    assertThat(events.get(8).executionRedrivenEventDetails().redriveCount()).isEqualTo(1);
    assertThat(events.get(9).taskScheduledEventDetails().parameters())
        .isEqualTo("{\"QueueUrl\":\"q\",\"MessageBody\":7}");
  }

  @Test
  void aStoppedExecutionGoesOnWaitingAndCanBeStoppedAgain() {
    String execution = start("stopped", WAIT, "{}");
    sfn.stopExecution(r -> r.executionArn(execution).error("E"));
    assertThat(closed(execution).redriveStatusAsString()).isEqualTo("REDRIVABLE");

    sfn.redriveExecution(r -> r.executionArn(execution));

    DescribeExecutionResponse open = sfn.describeExecution(r -> r.executionArn(execution));
    assertThat(open.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(open.stopDate()).isNull();
    assertThat(open.error()).isNull();
    assertThat(open.redriveStatusReason())
        .isEqualTo("Execution is RUNNING and cannot be redriven");
    sfn.stopExecution(r -> r.executionArn(execution).error("F"));
    assertThat(closed(execution).error()).isEqualTo("F");
  }

  @Test
  void aRepeatedRequestIsAnsweredAsTheFirstWas() {
    String execution = start("repeated", FAIL, "{}");
    closed(execution);

    Instant first = redrive(execution, "token").redriveDate();
    closed(execution);
    Instant second = redrive(execution, "token").redriveDate();
    Instant other = redrive(execution, "another").redriveDate();

    assertThat(second).isEqualTo(first);
    assertThat(other).isAfter(first);
    assertThat(closed(execution).redriveCount()).isEqualTo(2);
    assertThat(redrive(execution, "token").redriveDate()).isEqualTo(first);
  }

  @Test
  void onlyTheLastTenTokensAreRemembered() {
    String execution = start("tokens", FAIL, "{}");
    for (int i = 0; i <= 10; i++) {
      closed(execution);
      redrive(execution, "token-" + i);
    }
    closed(execution);

    redrive(execution, "token-1");
    assertThat(sfn.describeExecution(r -> r.executionArn(execution)).redriveCount()).isEqualTo(11);
    redrive(execution, "token-0");
    assertThat(sfn.describeExecution(r -> r.executionArn(execution)).redriveCount()).isEqualTo(12);
  }

  @Test
  void ofManyRequestsAtOnceEachIsAnsweredAndOneRedrives() {
    String execution = start("rivals", WAIT, "{}");
    sfn.stopExecution(r -> r.executionArn(execution));
    closed(execution);

    List<CompletableFuture<Instant>> same = IntStream.range(0, 6)
        .mapToObj(_ -> CompletableFuture
            .supplyAsync(() -> redrive(execution, "same").redriveDate()))
        .toList();

    assertThat(same.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    assertThat(sfn.describeExecution(r -> r.executionArn(execution)).redriveCount()).isEqualTo(1);
    assertThatThrownBy(() -> redrive(execution, "late"))
        .isInstanceOf(ExecutionNotRedrivableException.class)
        .hasMessageContaining("Execution is RUNNING and cannot be redriven");
  }

  @Test
  void whatHasSucceededOrIsUnknownOrTooOldIsNotRedriven() {
    String succeeded = start("succeeded", PASS, "{}");
    closed(succeeded);
    String old = start("old", FAIL, "{}");
    closed(old);
    SERVER.database().execute("""
        update execution set stopped_at = stopped_at - interval '14 days' where name = 'old'
        """);

    assertThatThrownBy(() -> sfn.redriveExecution(r -> r.executionArn(succeeded)))
        .isInstanceOf(ExecutionNotRedrivableException.class)
        .hasMessageContaining("Execution is SUCCEEDED and cannot be redriven");
    assertThatThrownBy(() -> sfn.redriveExecution(r -> r.executionArn(old)))
        .isInstanceOf(ExecutionNotRedrivableException.class)
        .hasMessageContaining("Execution redrivable period exceeded");
    assertThat(sfn.describeExecution(r -> r.executionArn(old)))
        .satisfies(d -> assertThat(d.redriveStatusAsString()).isEqualTo("NOT_REDRIVABLE"))
        .satisfies(d -> assertThat(d.redriveStatusReason())
            .isEqualTo("Execution redrivable period exceeded"));
    assertThatThrownBy(() -> sfn.redriveExecution(r -> r.executionArn(succeeded + "x")))
        .isInstanceOf(ExecutionDoesNotExistException.class);
    assertThatThrownBy(() -> sfn.redriveExecution(r -> r.executionArn("no arn")))
        .isInstanceOf(InvalidArnException.class);
    assertThatThrownBy(() -> redrive(succeeded, "a token with blanks"))
        .isInstanceOfSatisfying(SfnException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"));
  }

  @Test
  void aHistoryWithoutRoomForMoreIsNotRedriven() {
    String execution = start("full", FAIL, "{}");
    closed(execution);
    SERVER.database().execute("""
        update history h set last_event = 24999 from execution e
        where e.name = 'full' and e.shard = h.shard and e.id = h.id and h.first_event = 1
        """);

    assertThatThrownBy(() -> sfn.redriveExecution(r -> r.executionArn(execution)))
        .isInstanceOf(ExecutionNotRedrivableException.class)
        .hasMessageContaining("Execution history event limit exceeded");
  }

  @Test
  void listsShowRedrivesAndTellTheRedrivenFromTheOthers() {
    String machine = create("listed", WAIT);
    String redriven = startOf(machine, "redriven", "{}");
    String other = startOf(machine, "other", "{}");
    sfn.stopExecution(r -> r.executionArn(redriven));
    closed(redriven);
    Instant date = sfn.redriveExecution(r -> r.executionArn(redriven)).redriveDate();

    assertThat(listed(machine, ExecutionRedriveFilter.REDRIVEN)).singleElement()
        .satisfies(line -> assertThat(line.executionArn()).isEqualTo(redriven))
        .satisfies(line -> assertThat(line.redriveCount()).isEqualTo(1))
        .satisfies(line -> assertThat(line.redriveDate()).isEqualTo(date));
    assertThat(listed(machine, ExecutionRedriveFilter.NOT_REDRIVEN)).singleElement()
        .satisfies(line -> assertThat(line.executionArn()).isEqualTo(other))
        .satisfies(line -> assertThat(line.redriveCount()).isZero())
        .satisfies(line -> assertThat(line.redriveDate()).isNull());
  }

  private List<ExecutionListItem> listed(String machine, ExecutionRedriveFilter filter) {
    return sfn.listExecutions(r -> r.stateMachineArn(machine).redriveFilter(filter)).executions();
  }

  private RedriveExecutionResponse redrive(String execution, String token) {
    return sfn.redriveExecution(r -> r.executionArn(execution).clientToken(token));
  }

  private DescribeExecutionResponse closed(String execution) {
    await().until(
        () -> sfn.describeExecution(r -> r.executionArn(execution))
            .status() != ExecutionStatus.RUNNING);
    return sfn.describeExecution(r -> r.executionArn(execution));
  }

  private String start(String name, String definition, String input) {
    return startOf(create(name, definition), name, input);
  }

  private String create(String name, String definition) {
    return sfn.createStateMachine(r -> r.name(name).definition(definition).roleArn(ROLE))
        .stateMachineArn();
  }

  private String startOf(String machine, String name, String input) {
    return sfn.startExecution(r -> r.stateMachineArn(machine).name(name).input(input))
        .executionArn();
  }
}
