package dev.pawl.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.StoredCall;
import dev.pawl.core.json.Payload;
import dev.pawl.core.task.Resource;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.LogDestination;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.StateMachineDeletingException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineStatus;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.StateMachineTypeNotSupportedException;
import software.amazon.awssdk.services.sfn.model.Tag;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/** What callers with the AWS SDK see. */
final class ApiTest {
  static final String PASS = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}";
  static final String OTHER = "{\"StartAt\":\"B\",\"States\":{\"B\":{\"Type\":\"Pass\",\"End\":true}}}";
  static final String ROLE = "arn:aws:iam::111111111111:role/test";

  private static final ApiServer SERVER = ApiServer.handingOff();
  private final SfnClient sfn = SERVER.sdk();

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void aStateMachineIsDescribedAsItWasCreated() {
    String arn = create("described", PASS);

    var described = sfn.describeStateMachine(r -> r.stateMachineArn(arn));

    assertThat(arn).isEqualTo("arn:aws:states:us-east-1:111111111111:stateMachine:described");
    assertThat(described.definition()).isEqualTo(PASS);
    assertThat(described.roleArn()).isEqualTo(ROLE);
    assertThat(described.status()).isEqualTo(StateMachineStatus.ACTIVE);
    assertThat(described.type()).isEqualTo(StateMachineType.STANDARD);
    assertThat(described.revisionId()).isNull();
    assertThat(described.loggingConfiguration().levelAsString()).isEqualTo("OFF");
    assertThat(described.tracingConfiguration().enabled()).isFalse();
    assertThat(described.creationDate()).isNotNull();
  }

  @Test
  void aDefinitionIsValidatedAndNothingIsCreated() {
    long before = SERVER.rows();

    var good = sfn.validateStateMachineDefinition(r -> r.definition(PASS));
    var bad = sfn.validateStateMachineDefinition(r -> r.definition("{}").maxResults(1));

    assertThat(good.resultAsString()).isEqualTo("OK");
    assertThat(good.diagnostics()).isEmpty();
    assertThat(bad.resultAsString()).isEqualTo("FAIL");
    assertThat(bad.truncated()).isFalse();
    assertThat(bad.diagnostics()).singleElement()
        .satisfies(d -> assertThat(d.code()).isEqualTo("SCHEMA_VALIDATION_FAILED"))
        .satisfies(d -> assertThat(d.location()).isEqualTo("/"));
    assertThat(SERVER.rows()).isEqualTo(before);
  }

  @Test
  void creatingTheSameAgainIsHarmlessAndAnotherDefinitionIsRefused() {
    String arn = create("twice", PASS);

    assertThat(create("twice", PASS)).isEqualTo(arn);
    assertThatThrownBy(() -> create("twice", OTHER))
        .isInstanceOf(StateMachineAlreadyExistsException.class)
        .hasMessageContaining("State Machine Already Exists: '" + arn + "'");
  }

  @Test
  void anUpdateGivesARevisionIdAndOneWithoutAChangeKeepsIt() {
    String arn = create("updated", PASS);

    var changed = sfn.updateStateMachine(r -> r.stateMachineArn(arn).definition(OTHER));
    var unchanged = sfn.updateStateMachine(r -> r.stateMachineArn(arn).definition(OTHER));

    assertThat(changed.revisionId()).isNotBlank();
    assertThat(unchanged.revisionId()).isEqualTo(changed.revisionId());
    assertThat(sfn.describeStateMachine(r -> r.stateMachineArn(arn)))
        .satisfies(d -> assertThat(d.definition()).isEqualTo(OTHER))
        .satisfies(d -> assertThat(d.revisionId()).isEqualTo(changed.revisionId()));
  }

  @Test
  void anExecutionKeepsTheDefinitionItWasStartedWith() {
    String arn = create("kept", PASS);
    String execution = start(arn, "e", "{}").executionArn();

    sfn.updateStateMachine(r -> r.stateMachineArn(arn).definition(OTHER));

    assertThat(
        sfn.describeStateMachineForExecution(r -> r.executionArn(execution)).definition())
        .isEqualTo(PASS);
  }

  @Test
  void aDeletedStateMachineIsGoneAndOneWithExecutionsWaitsForThem() {
    String free = create("free", PASS);
    String busy = create("busy", PASS);
    String execution = start(busy, "e", "{}").executionArn();

    sfn.deleteStateMachine(r -> r.stateMachineArn(free));
    sfn.deleteStateMachine(r -> r.stateMachineArn(free));
    sfn.deleteStateMachine(r -> r.stateMachineArn(busy));

    assertThatThrownBy(() -> sfn.describeStateMachine(r -> r.stateMachineArn(free)))
        .isInstanceOf(StateMachineDoesNotExistException.class);
    assertThat(sfn.describeStateMachine(r -> r.stateMachineArn(busy)).status())
        .isEqualTo(StateMachineStatus.DELETING);
    assertThatThrownBy(() -> start(busy, "f", "{}"))
        .isInstanceOf(StateMachineDeletingException.class);
    assertThat(sfn.describeExecution(r -> r.executionArn(execution)).status())
        .isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void listsGoOverPagesInTheOrderOfNames() {
    for (int i = 0; i < 5; i++) {
      create("listed-" + i, PASS);
    }

    var names = sfn.listStateMachinesPaginator(r -> r.maxResults(2))
        .stateMachines()
        .stream()
        .map(StateMachineListItem::name)
        .toList();

    assertThat(names).contains("listed-0", "listed-1", "listed-2", "listed-3", "listed-4")
        .doesNotHaveDuplicates()
        .isSorted();
  }

  @Test
  void aStartedExecutionIsDurableAndDueForAWorker() {
    String arn = create("started", PASS);
    String input = "{ \"a\":1.50}";

    var started = start(arn, "first", input);

    var described = sfn.describeExecution(r -> r.executionArn(started.executionArn()));
    assertThat(described.input()).isEqualTo(input);
    assertThat(described.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(described.startDate()).isEqualTo(started.startDate());
    assertThat(described.stateMachineArn()).isEqualTo(arn);
    assertThat(described.stopDate()).isNull();
    assertThat(SERVER.database().count("""
        select count(*) from run r join execution e on e.shard = r.shard and e.id = r.id
        where e.name = 'first' and r.wake_at <= now()
        """)).isOne();
  }

  @Test
  void aNameWithTheSameInputRepeatsTheStartAndAnotherInputIsRefused() {
    String arn = create("repeated", PASS);
    var first = start(arn, "same", "{\"a\":1}");
    long rows = SERVER.rows();

    assertThat(start(arn, "same", "{\"a\":1}").startDate()).isEqualTo(first.startDate());
    assertThatThrownBy(() -> start(arn, "same", "{\"a\":2}"))
        .isInstanceOf(ExecutionAlreadyExistsException.class)
        .hasMessageContaining("Execution Already Exists: '" + first.executionArn() + "'");
    assertThat(SERVER.rows()).isEqualTo(rows);
  }

  @Test
  void anExecutionWithoutANameIsNamedByItsId() {
    String arn = create("unnamed", PASS);

    String execution = sfn.startExecution(r -> r.stateMachineArn(arn)).executionArn();

    assertThat(UUID.fromString(execution.substring(execution.lastIndexOf(':') + 1))).isNotNull();
    assertThat(sfn.describeExecution(r -> r.executionArn(execution)).input()).isEqualTo("{}");
  }

  @Test
  void theHistoryIsReadInBothDirectionsAndWithoutDataWhereAsked() {
    String arn = create("history", PASS);
    String large = "\"" + "x".repeat(20_000) + "\"";
    String execution = start(arn, "h", large).executionArn();

    var forward = sfn.getExecutionHistory(r -> r.executionArn(execution)).events();
    var backward = sfn.getExecutionHistory(r -> r.executionArn(execution).reverseOrder(true));
    var bare = sfn
        .getExecutionHistory(r -> r.executionArn(execution).includeExecutionData(false));

    assertThat(forward).hasSize(1);
    assertThat(forward.getFirst().type()).isEqualTo(HistoryEventType.EXECUTION_STARTED);
    assertThat(forward.getFirst().executionStartedEventDetails().input()).isEqualTo(large);
    assertThat(backward.events()).isEqualTo(forward);
    assertThat(bare.events().getFirst().executionStartedEventDetails().input()).isNull();
  }

  @Test
  void executionsAreListedLatestFirstAndByStatus() {
    String arn = create("executions", PASS);
    for (int i = 0; i < 5; i++) {
      start(arn, "e" + i, "{}");
    }

    var names = sfn.listExecutionsPaginator(r -> r.stateMachineArn(arn).maxResults(2))
        .executions()
        .stream()
        .map(ExecutionListItem::name)
        .toList();

    assertThat(names).containsExactlyInAnyOrder("e0", "e1", "e2", "e3", "e4");
    assertThat(
        sfn.listExecutions(
            r -> r.stateMachineArn(arn).statusFilter(ExecutionStatus.SUCCEEDED)).executions())
        .isEmpty();
  }

  @Test
  void theOrderToStopIsDurableWhereNoWorkerIsThereToObeyIt() {
    String arn = create("stopped", PASS);
    String execution = start(arn, "s", "{}").executionArn();

    var stopped = sfn.stopExecution(r -> r.executionArn(execution).error("E").cause("C"));

    assertThat(stopped.stopDate()).isNotNull();
    assertThat(SERVER.database().count("""
        select count(*) from inbox i join execution e on e.shard = i.shard and e.id = i.id
        where e.name = 's' and i.kind = 2
        """)).isOne();
  }

  @Test
  void anExpressStartIsKeptUntilAWorkerHasRunItAndShowsNoExecution() {
    String arn = sfn.createStateMachine(
        r -> r.name("express").definition(PASS).roleArn(ROLE).type(StateMachineType.EXPRESS))
        .stateMachineArn();

    String execution = start(arn, "e", "{}").executionArn();

    assertThat(execution).startsWith(
        "arn:aws:states:us-east-1:111111111111:express:express:e:");
    assertThat(start(arn, "e", "{\"other\":1}").executionArn()).isNotEqualTo(execution);
    assertThat(SERVER.database().count(
        "select count(*) from express_start where owner is null and name = 'e'")).isEqualTo(2);
    assertThatThrownBy(() -> sfn.describeExecution(r -> r.executionArn(execution)))
        .isInstanceOf(InvalidArnException.class);
    assertThatThrownBy(() -> sfn.listExecutions(r -> r.stateMachineArn(arn)))
        .isInstanceOf(StateMachineTypeNotSupportedException.class);
  }

  @Test
  void configurationsAndTagsAreKept() {
    String group = "arn:aws:logs:us-east-1:111111111111:log-group:g:*";
    String arn = sfn.createStateMachine(
        r -> r.name("configured")
            .definition(PASS)
            .roleArn(ROLE)
            .tags(Tag.builder().key("team").value("orders").build())
            .tracingConfiguration(t -> t.enabled(true))
            .loggingConfiguration(
                l -> l.level("ALL")
                    .includeExecutionData(true)
                    .destinations(
                        LogDestination.builder()
                            .cloudWatchLogsLogGroup(c -> c.logGroupArn(group))
                            .build())))
        .stateMachineArn();

    var described = sfn.describeStateMachine(r -> r.stateMachineArn(arn));

    assertThat(described.tracingConfiguration().enabled()).isTrue();
    assertThat(described.loggingConfiguration().levelAsString()).isEqualTo("ALL");
    assertThat(
        described.loggingConfiguration()
            .destinations()
            .getFirst()
            .cloudWatchLogsLogGroup()
            .logGroupArn())
        .isEqualTo(group);
    assertThat(SERVER.database().count("""
        select count(*) from resource_tag t join state_machine m on m.id = t.resource
        where m.name = 'configured' and t.key = 'team' and t.value = 'orders'
        """)).isOne();
  }

  @Test
  void anActivityTaskGoesToOneWorkerAndItsTokenAnswersItOnce() throws SQLException {
    String activity = sfn.createActivity(r -> r.name("work")).activityArn();
    String execution = start(create("working", PASS), "w", "{}").executionArn();
    CompletableFuture<String> token = CompletableFuture.supplyAsync(() -> {
      var task = sfn.getActivityTask(r -> r.activityArn(activity).workerName("me"));
      assertThat(task.input()).isEqualTo("{\"x\":1}");
      return task.taskToken();
    });

    offer(execution, activity, "{\"x\":1}");

    String held = token.join();
    sfn.sendTaskHeartbeat(r -> r.taskToken(held));
    sfn.sendTaskSuccess(r -> r.taskToken(held).output("{\"done\":true}"));
    assertThatThrownBy(() -> sfn.sendTaskFailure(r -> r.taskToken(held).error("late")))
        .isInstanceOf(TaskTimedOutException.class);
    assertThat(
        SERVER.database().count("select count(*) from task where ok and done_at is not null"))
        .isOne();
  }

  @Test
  void aTokenOfAnExecutionThatNeverWasIsNoTask() {
    String token = ApiServer.TOKENS.issue(3, new UUID(0x0190_0000_0000_7000L, 1), 1, 1);

    assertThatThrownBy(() -> sfn.sendTaskSuccess(r -> r.taskToken(token).output("{}")))
        .isInstanceOf(TaskDoesNotExistException.class);
  }

  @Test
  void activitiesAreDescribedListedAndDeleted() {
    String arn = sfn.createActivity(r -> r.name("short-lived")).activityArn();

    assertThat(sfn.createActivity(r -> r.name("short-lived")).activityArn()).isEqualTo(arn);
    assertThat(sfn.describeActivity(r -> r.activityArn(arn)).name()).isEqualTo("short-lived");
    assertThat(sfn.listActivities(r -> r.maxResults(1000)).activities())
        .anyMatch(a -> a.activityArn().equals(arn));
    sfn.deleteActivity(r -> r.activityArn(arn));
    assertThatThrownBy(() -> sfn.describeActivity(r -> r.activityArn(arn)))
        .hasMessageContaining("Activity Does Not Exist: '" + arn + "'");
  }

  /** Writes what a worker writes when it enters an activity's state. */
  private static void offer(String execution, String activity, String parameters)
      throws SQLException {
    byte[] call = Codec.pack(
        new StoredCall(new Resource.Activity(activity), Payload.ofText(parameters), null, 60))
        .bytes();
    try (var connection = SERVER.database().connect();
        var statement = connection.prepareStatement("""
            insert into task (shard, id, seq, attempt, kind, activity_id, timeout_s, request)
            select e.shard, e.id, 1, 1, 2, a.id, 60, ?
            from execution e, activity a
            where e.name = ? and a.name = ? and e.status = 'RUNNING'
            """)) {
      statement.setBytes(1, call);
      statement.setString(2, execution.substring(execution.lastIndexOf(':') + 1));
      statement.setString(3, activity.substring(activity.lastIndexOf(':') + 1));
      assertThat(statement.executeUpdate()).isOne();
    }
  }

  private String create(String name, String definition) {
    return sfn.createStateMachine(r -> r.name(name).definition(definition).roleArn(ROLE))
        .stateMachineArn();
  }

  private StartExecutionResponse start(String arn, String name, String input) {
    return sfn.startExecution(r -> r.stateMachineArn(arn).name(name).input(input));
  }

  @Test
  void namesOfAllAlphabetsCanBeUsed() {
    for (String name : List.of("Bestellung-ß", "注文", "orders.v1(2)!")) {
      String arn = create(name, PASS);
      assertThat(sfn.describeStateMachine(r -> r.stateMachineArn(arn)).name()).isEqualTo(name);
      assertThat(
          sfn.describeExecution(
              r -> r.executionArn(start(arn, name, "{}").executionArn())).name())
          .isEqualTo(name);
    }
  }
}
