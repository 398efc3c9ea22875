package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pawl.db.TestDatabase;
import dev.pawl.tasks.real.SqsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.pipes.PipesClient;
import software.amazon.awssdk.services.pipes.model.Filter;
import software.amazon.awssdk.services.pipes.model.NotFoundException;
import software.amazon.awssdk.services.pipes.model.PipeState;
import software.amazon.awssdk.services.pipes.model.PipeTargetInvocationType;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.SchedulerException;
import software.amazon.awssdk.services.scheduler.model.ValidationException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Rules, events and schedules, by the AWS SDK's clients with nothing but the endpoint changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TriggersTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";
  private static final String PASS = "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:";
  private static final String OTHER_MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:none";

  @TempDir
  private static Path folder = Path.of("target");

  private TestDatabase database;
  private PawlProcess pawl;
  private SfnClient sfn;
  private EventBridgeClient events;
  private SchedulerClient scheduler;
  private PipesClient pipes;
  private SqsClient sqs;
  private SqsServer queues;

  @BeforeAll
  void start() {
    database = TestDatabase.create();
    queues = SqsServer.start();
    pawl = PawlProcess.signed(folder.resolve("pawl.log"), database,
        Map.of("PAWL_AWS_ENDPOINT_URL_SQS", queues.endpoint().toString()));
    database.execute("insert into access_role (account, name) values ('000000000000', 'test')");
    database.execute("insert into access_policy (account, name, document) values ('000000000000',"
        + " 'starts', '{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\","
        + " \"Action\": [\"states:Start*\", \"sqs:*\"], \"Resource\": \"*\"}}')");
    database.execute("insert into access_role_policy (account, role_name, policy)"
        + " values ('000000000000', 'test', 'starts')");
    sfn = client(SfnClient.builder());
    events = client(EventBridgeClient.builder());
    scheduler = client(SchedulerClient.builder());
    pipes = client(PipesClient.builder());
    sqs = SqsClient.builder().endpointOverride(queues.endpoint()).region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(
            AwsBasicCredentials.create("any", "any")))
        .build();
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder.endpointOverride(pawl.endpoint()).region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(
            AwsBasicCredentials.create(Commands.KEY, Commands.SECRET)))
        .build();
  }

  @AfterAll
  void stop() {
    sfn.close();
    events.close();
    scheduler.close();
    pipes.close();
    sqs.close();
    pawl.close();
    queues.close();
    database.close();
  }

  private String machine(String name) {
    return sfn.createStateMachine(r -> r.name(name).definition(PASS).roleArn(ROLE))
        .stateMachineArn();
  }

  private List<String> inputs(String machine, int count) {
    List<ExecutionListItem> all = await().until(
        () -> sfn.listExecutions(r -> r.stateMachineArn(machine)).executions(),
        found -> found.size() >= count);
    return all.stream()
        .map(one -> sfn.describeExecution(r -> r.executionArn(one.executionArn())).input())
        .toList();
  }

  @Test
  void anEventStartsWhatItsRuleNames() {
    String machine = machine("by-event");
    String rule = events.putRule(r -> r.name("orders").eventPattern("{\"source\": [\"orders\"]}"))
        .ruleArn();
    assertThat(rule).isEqualTo("arn:aws:events:us-east-1:000000000000:rule/orders");
    assertThat(events.putTargets(r -> r.rule("orders").targets(Target.builder().id("1")
        .arn(machine).roleArn(ROLE)
        .inputTransformer(t -> t.inputPathsMap(Map.of("id", "$.detail.id"))
            .inputTemplate("{\"order\": <id>}"))
        .build())).failedEntryCount()).isZero();

    var sent = events.putEvents(r -> r.entries(entry("orders", "{\"id\": 7}"),
        entry("others", "{\"id\": 8}"), entry("orders", "no json")));

    assertThat(sent.failedEntryCount()).isEqualTo(1);
    assertThat(sent.entries().get(2).errorCode()).isEqualTo("MalformedDetail");
    assertThat(inputs(machine, 1)).containsExactly("{\"order\": 7}");
    events.disableRule(r -> r.name("orders"));
    assertThat(events.describeRule(r -> r.name("orders")).state()).isEqualTo(RuleState.DISABLED);
    events.putEvents(r -> r.entries(entry("orders", "{\"id\": 9}")));
    assertThat(database.count("select count(*) from trigger_delivery")).isZero();
    assertThat(events.listRuleNamesByTarget(r -> r.targetArn(machine)).ruleNames())
        .containsExactly("orders");
    assertThatThrownBy(() -> events.deleteRule(r -> r.name("orders")))
        .isInstanceOf(EventBridgeException.class).hasMessageContaining("has targets");
    events.removeTargets(r -> r.rule("orders").ids("1"));
    events.deleteRule(r -> r.name("orders"));
    events.deleteRule(r -> r.name("orders"));
    assertThatThrownBy(() -> events.describeRule(r -> r.name("orders")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageStartingWith("Rule orders does not exist on EventBus default.");
  }

  private static PutEventsRequestEntry entry(String source, String detail) {
    return PutEventsRequestEntry.builder().source(source).detailType("made").detail(detail)
        .build();
  }

  @Test
  void aRuleWithAScheduleFires() {
    String machine = machine("by-rate");
    events.putRule(r -> r.name("tick").scheduleExpression("rate(1 minute)"));
    events.putTargets(r -> r.rule("tick").targets(Target.builder().id("1").arn(machine)
        .roleArn(ROLE).build()));
    database.execute("update trigger_resource set next_at = now() where name = 'tick'");

    assertThat(inputs(machine, 1)).singleElement().asString()
        .contains("\"detail-type\":\"Scheduled Event\"", "\"source\":\"aws.events\"", "rule/tick");
    assertThat(database.count("select count(*) from trigger_resource where name = 'tick'"
        + " and next_at between now() and now() + interval '61 s'")).isEqualTo(1);
  }

  @Test
  void busesKeepTheirRulesApart() {
    String bus = events.createEventBus(r -> r.name("shop")).eventBusArn();
    assertThatThrownBy(() -> events.createEventBus(r -> r.name("shop")))
        .isInstanceOf(ResourceAlreadyExistsException.class);
    String machine = machine("by-bus");
    assertThat(events.putRule(r -> r.name("r").eventBusName(bus)
        .eventPattern("{\"source\": [\"orders\"]}")).ruleArn()).endsWith(":rule/shop/r");
    events.putTargets(r -> r.rule("r").eventBusName("shop").targets(
        Target.builder().id("1").arn(machine).roleArn(ROLE).input("{\"a\": 1}").build()));

    events.putEvents(r -> r.entries(entry("orders", "{}"),
        entry("orders", "{}").toBuilder().eventBusName("shop").build()));

    assertThat(inputs(machine, 1)).containsExactly("{\"a\": 1}");
    assertThat(events.listEventBuses(r -> r.build()).eventBuses()).extracting(one -> one.name())
        .contains("default", "shop");
    assertThatThrownBy(() -> events.deleteEventBus(r -> r.name("shop")))
        .hasMessageContaining("has rules");
  }

  @Test
  void oddRulesAreRefused() {
    assertThatThrownBy(() -> events.putRule(r -> r.name("x").eventPattern("{\"source\": 1}")))
        .isInstanceOf(InvalidEventPatternException.class);
    assertThatThrownBy(() -> events.putRule(r -> r.name("x").scheduleExpression("rate(1 minutes)")))
        .hasMessageContaining("Parameter ScheduleExpression is not valid");
    assertThatThrownBy(() -> events.putRule(r -> r.name("x")))
        .hasMessageContaining("must be specified");
    assertThatThrownBy(() -> events.putRule(r -> r.name("a b").scheduleExpression("rate(1 day)")))
        .hasMessageContaining("failed to satisfy constraint");
    assertThatThrownBy(() -> events.putTargets(r -> r.rule("none").targets(
        Target.builder().id("1").arn(OTHER_MACHINE).roleArn(ROLE).build())))
        .isInstanceOf(ResourceNotFoundException.class);
    events.putRule(r -> r.name("odd").scheduleExpression("cron(0 0 1 1 ? 2020)"));
    assertThatThrownBy(() -> events.putTargets(r -> r.rule("odd").targets(
        Target.builder().id("1").arn("arn:aws:ecs:us-east-1:000000000000:cluster/c").build())))
        .hasMessageContaining("targets are state machines");
    assertThatThrownBy(() -> events.putTargets(r -> r.rule("odd").targets(Target.builder().id("1")
        .arn(OTHER_MACHINE).roleArn(ROLE).input("{").build())))
        .hasMessageContaining("JSON syntax error");
    assertThat(database.count(
        "select count(*) from trigger_resource where name = 'odd' and next_at is null"))
        .isEqualTo(1);
  }

  @Test
  void connectionsAreMadeAndTheirSecretsAreNotShown() {
    String arn = events.createConnection(r -> r.name("shop")
        .authorizationType(ConnectionAuthorizationType.API_KEY)
        .authParameters(p -> p.apiKeyAuthParameters(
            k -> k.apiKeyName("X-Key").apiKeyValue("hush-hush"))))
        .connectionArn();
    var described = events.describeConnection(r -> r.name("shop"));
    assertThat(described.connectionArn()).isEqualTo(arn);
    assertThat(described.connectionStateAsString()).isEqualTo("AUTHORIZED");
    assertThat(described.authParameters().apiKeyAuthParameters().apiKeyName()).isEqualTo("X-Key");
    assertThat(described.toString()).doesNotContain("hush-hush");
    assertThat(events.listConnections(r -> r.build()).connections()).hasSize(1);
    events.deleteConnection(r -> r.name("shop"));
    assertThatThrownBy(() -> events.describeConnection(r -> r.name("shop")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void aScheduleFiresOnceAndGoes() {
    String machine = machine("by-schedule");
    scheduler.createScheduleGroup(r -> r.name("g"));
    String arn = scheduler.createSchedule(r -> r.name("once").groupName("g")
        .scheduleExpression("at(" + Instant.now().plusSeconds(2).toString().substring(0, 19) + ")")
        .actionAfterCompletion(ActionAfterCompletion.DELETE)
        .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.OFF))
        .target(t -> t.arn(machine).roleArn(ROLE)
            .input("{\"at\": \"<aws.scheduler.scheduled-time>\"}")))
        .scheduleArn();
    assertThat(arn).isEqualTo("arn:aws:scheduler:us-east-1:000000000000:schedule/g/once");

    assertThat(inputs(machine, 1)).singleElement().asString().startsWith("{\"at\": \"20");
    await().until(() -> scheduler.listSchedules(r -> r.groupName("g")).schedules().isEmpty());
    scheduler.deleteScheduleGroup(r -> r.name("g"));
    assertThatThrownBy(() -> scheduler.getScheduleGroup(r -> r.name("g")))
        .isInstanceOf(
            software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException.class);
  }

  @Test
  void schedulesAreKeptAndChanged() {
    String machine = machine("kept");
    scheduler.createSchedule(r -> r.name("daily").scheduleExpression("cron(0 9 * * ? *)")
        .scheduleExpressionTimezone("Europe/Berlin").description("d")
        .startDate(Instant.now().plus(Duration.ofDays(2)))
        .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.FLEXIBLE).maximumWindowInMinutes(15))
        .target(t -> t.arn(machine).roleArn(ROLE).retryPolicy(p -> p.maximumRetryAttempts(3))));
    assertThatThrownBy(() -> scheduler.createSchedule(r -> r.name("daily")
        .scheduleExpression("rate(1 day)")
        .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.OFF))
        .target(t -> t.arn(machine).roleArn(ROLE))))
        .isInstanceOf(ConflictException.class);

    var schedule = scheduler.getSchedule(r -> r.name("daily"));
    assertThat(schedule.scheduleExpressionTimezone()).isEqualTo("Europe/Berlin");
    assertThat(schedule.state()).isEqualTo(ScheduleState.ENABLED);
    assertThat(schedule.target().retryPolicy().maximumRetryAttempts()).isEqualTo(3);
    assertThat(schedule.startDate()).isAfter(Instant.now());
    assertThat(database.count("select count(*) from trigger_resource where name = 'daily'"
        + " and next_at > now() + interval '2 days'")).isEqualTo(1);

    scheduler.updateSchedule(r -> r.name("daily").scheduleExpression("rate(1 day)")
        .state(ScheduleState.DISABLED)
        .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.OFF))
        .target(t -> t.arn(machine).roleArn(ROLE)));
    assertThat(scheduler.getSchedule(r -> r.name("daily")).description()).isNull();
    assertThat(database.count("select count(*) from trigger_resource where name = 'daily'"
        + " and next_at is null")).isEqualTo(1);
    scheduler.deleteSchedule(r -> r.name("daily"));
    assertThatThrownBy(() -> scheduler.deleteSchedule(r -> r.name("daily")))
        .isInstanceOf(SchedulerException.class);
  }

  @Test
  void aPipeMovesMessagesIntoExecutions() {
    String machine = machine("by-pipe");
    String url = sqs.createQueue(r -> r.queueName("pictures")).queueUrl();
    pipes.createPipe(r -> r.name("pictures").source(QUEUE + "pictures").target(machine)
        .roleArn(ROLE)
        .sourceParameters(s -> s
            .sqsQueueParameters(q -> q.batchSize(2).maximumBatchingWindowInSeconds(1))
            .filterCriteria(f -> f.filters(Filter.builder().pattern(
                "{\"body\": {\"kind\": [\"picture\"]}}").build())))
        .targetParameters(
            p -> p.inputTemplate("{\"key\": <$.body.key>, \"id\": \"<$.messageId>\"}")));
    for (String body : List.of("{\"kind\": \"picture\", \"key\": \"a\"}",
        "{\"kind\": \"other\"}", "no json", "{\"kind\": \"picture\", \"key\": \"b\"}")) {
      sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));
    }

    await().until(() -> String.join("", inputs(machine, 1)).contains("\"b\"")
        && String.join("", inputs(machine, 1)).contains("\"a\""));
    assertThat(inputs(machine, 1)).allSatisfy(
        input -> assertThat(input).startsWith("[{\"key\": \"").contains("\"id\": \""));
    await().until(() -> sqs.getQueueAttributes(r -> r.queueUrl(url)
        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes().values().stream().allMatch("0"::equals));

    var described = pipes.describePipe(r -> r.name("pictures"));
    assertThat(described.currentState()).isEqualTo(PipeState.RUNNING);
    assertThat(described.sourceParameters().sqsQueueParameters().batchSize()).isEqualTo(2);
    assertThat(pipes.stopPipe(r -> r.name("pictures")).currentState())
        .isEqualTo(PipeState.STOPPED);
    pipes.updatePipe(r -> r.name("pictures").roleArn(ROLE).description("changed"));
    assertThat(pipes.describePipe(r -> r.name("pictures")).description()).isEqualTo("changed");
    assertThat(pipes.listPipes(r -> r.build()).pipes()).hasSize(1);
    pipes.deletePipe(r -> r.name("pictures"));
    assertThatThrownBy(() -> pipes.describePipe(r -> r.name("pictures")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aPipeThatWaitsKeepsTheMessagesThatItsTargetCouldNotDo() {
    String machine = sfn.createStateMachine(r -> r.name("by-waiting-pipe").roleArn(ROLE)
        .type(StateMachineType.EXPRESS).definition("""
            {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true,
             "Output": {"batchItemFailures":
               "{% [$states.input[body = 'bad'].{'itemIdentifier': messageId}] %}"}}}}"""))
        .stateMachineArn();
    String url = sqs.createQueue(r -> r.queueName("waited")).queueUrl();
    sqs.sendMessageBatch(r -> r.queueUrl(url).entries(
        Stream.of("good", "bad", "better").map(body -> SendMessageBatchRequestEntry.builder()
            .id(body).messageBody(body).build()).toList()));
    pipes.createPipe(r -> r.name("waiting").source(QUEUE + "waited").target(machine).roleArn(ROLE)
        .targetParameters(p -> p.stepFunctionStateMachineParameters(
            m -> m.invocationType(PipeTargetInvocationType.REQUEST_RESPONSE))));

    // The bad one waits for its next turn, out of sight.
    await().until(() -> left(url), Map.of("ApproximateNumberOfMessages", "0",
        "ApproximateNumberOfMessagesNotVisible", "1")::equals);
    pipes.deletePipe(r -> r.name("waiting"));
  }

  private Map<String, String> left(String url) {
    return sqs.getQueueAttributes(r -> r.queueUrl(url)
        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributesAsStrings();
  }

  @Test
  void oddPipesAreRefused() {
    for (String source : List.of("arn:aws:kinesis:us-east-1:000000000000:stream/s", "queue")) {
      assertThatThrownBy(() -> pipes.createPipe(r -> r.name("odd").source(source)
          .target(OTHER_MACHINE).roleArn(ROLE)))
          .hasMessageContaining("must be the ARN of an SQS queue");
    }
    assertThatThrownBy(() -> pipes.createPipe(r -> r.name("odd").source(QUEUE + "q")
        .target("arn:aws:ecs:us-east-1:000000000000:cluster/c").roleArn(ROLE)))
        .hasMessageContaining("targets are state machines");
    assertThatThrownBy(() -> pipes.createPipe(r -> r.name("odd").source(QUEUE + "q")
        .target(OTHER_MACHINE).roleArn(ROLE).sourceParameters(s -> s.filterCriteria(
            f -> f.filters(Filter.builder().pattern("{").build())))))
        .hasMessageContaining("Event pattern is not valid");
    assertThatThrownBy(() -> pipes.startPipe(r -> r.name("none")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void oddSchedulesAreRefused() {
    for (String odd : List.of("rate(0 days)", "at(soon)", "cron(* * * * *)", "never")) {
      assertThatThrownBy(() -> scheduler.createSchedule(r -> r.name("odd").scheduleExpression(odd)
          .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.OFF))
          .target(t -> t.arn(OTHER_MACHINE).roleArn(ROLE)))).as(odd)
          .isInstanceOf(ValidationException.class);
    }
    assertThatThrownBy(() -> scheduler.createSchedule(r -> r.name("odd")
        .scheduleExpression("rate(1 day)").scheduleExpressionTimezone("Mars/Base")
        .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.OFF))
        .target(t -> t.arn(OTHER_MACHINE).roleArn(ROLE))))
        .isInstanceOf(ValidationException.class).hasMessageContaining("Timezone");
    assertThatThrownBy(() -> scheduler.createSchedule(r -> r.name("odd").groupName("none")
        .scheduleExpression("rate(1 day)")
        .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.OFF))
        .target(t -> t.arn(OTHER_MACHINE).roleArn(ROLE))))
        .isInstanceOf(
            software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException.class);
  }
}
