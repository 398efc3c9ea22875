package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.trigger.NewDelivery;
import dev.pawl.db.trigger.TriggerKey;
import dev.pawl.db.trigger.TriggerKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules and schedules fire, and their targets are called. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TriggerTest {
  private static final String PASS = """
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}""";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:q";

  private final TestEngine engine = new TestEngine();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile Outcome<Payload> answer = Outcome.ok(Payload.EMPTY_OBJECT);

  @AfterEach
  void stop() {
    engine.close();
  }

  private Worker worker() {
    return engine.worker(RecoveryClass.UNKNOWN, this::call);
  }

  private Outcome<Payload> call(TaskRequest request) {
    Resource.Service service = (Resource.Service) request.resource();
    String queue = request.parameters().text().contains("dlq") ? " dlq " : " ";
    calls.add(service.service() + ":" + service.action() + queue + request.parameters().text());
    return queue.isBlank() ? answer : Outcome.ok(Payload.EMPTY_OBJECT);
  }

  private String machine() {
    StateMachineRow row = engine.database.stateMachines().find(engine.machine(PASS)).orElseThrow();
    return "arn:aws:states:us-east-1:" + TestEngine.ACCOUNT + ":stateMachine:" + row.name();
  }

  private void rule(String members, Instant at) {
    engine.database.triggers().add(
        new TriggerKey(TestEngine.ACCOUNT, TriggerKind.RULE, "default", "r"), UUID.randomUUID(),
        "{\"Name\": \"r\", \"Arn\": \"arn:aws:events:us-east-1:000000000000:rule/r\", " + members
            + "}",
        "{}", at);
  }

  private Instant now() {
    return engine.database.clock().now();
  }

  private long executions() {
    return engine.count("select count(*) from execution");
  }

  @Test
  void aTimeStartsOneExecutionWhateverNumberOfNodesLooks() {
    rule("\"ScheduleExpression\": \"rate(1 day)\", \"Targets\": [{\"Id\": \"1\", \"Arn\": \""
        + machine() + "\", \"RoleArn\": \"arn:aws:iam::000000000000:role/r\"}]",
        now().minusSeconds(3 * 86_400));
    try (Worker _ = worker(); Worker _ = worker(); Worker _ = worker()) {
      await().until(() -> executions() > 0
          && engine.count("select count(*) from trigger_delivery") == 0);
    }
    assertThat(executions()).isEqualTo(1);
    assertThat(engine.count("select count(*) from trigger_resource where next_at > now()"))
        .isEqualTo(1);
  }

  @Test
  void aCallThatIsTriedAgainStartsNoOtherExecution() {
    UUID id = UUID.randomUUID();
    String call = """
        {"service": "states", "action": "startExecution", "retries": 3, "parameters":
          {"StateMachineArn": "%s", "Name": "%s", "Input": "{\\"a\\":1}"}}""".formatted(machine(),
        id);
    try (Worker _ = worker()) {
      for (int i = 0; i < 3; i++) {
        engine.database.deliveries().add(List.of(new NewDelivery(id, TestEngine.ACCOUNT,
            "arn:aws:events:us-east-1:000000000000:rule/r", call, now(),
            now().plusSeconds(60))));
        await().until(() -> engine.count("select count(*) from trigger_delivery") == 0);
      }
    }
    assertThat(executions()).isEqualTo(1);
  }

  @Test
  void aTargetThatIsAwayIsTriedAgain() {
    answer = Outcome.failed(new StatesError("SQS.SdkClientException", "refused"));
    rule("\"ScheduleExpression\": \"rate(1 day)\", \"Targets\": [{\"Id\": \"1\", \"Arn\": \""
        + QUEUE + "\", \"Input\": \"{\\\"a\\\": 1}\"}]", now());
    try (Worker _ = worker()) {
      await().until(() -> calls.size() >= 2);
      answer = Outcome.ok(Payload.EMPTY_OBJECT);
      await().until(() -> engine.count("select count(*) from trigger_delivery") == 0);
    }
    assertThat(calls).allSatisfy(call -> assertThat(call).startsWith("sqs:sendMessage")
        .contains("{\\\"a\\\": 1}", "https://sqs.us-east-1.amazonaws.com/000000000000/q"));
  }

  @Test
  void whatIsRefusedGoesToTheDeadLetterQueue() {
    answer = Outcome.failed(new StatesError("SQS.QueueDoesNotExistException", "no queue"));
    rule("\"ScheduleExpression\": \"rate(1 day)\", \"Targets\": [{\"Id\": \"1\", \"Arn\": \""
        + QUEUE + "\", \"Input\": \"{}\", \"DeadLetterConfig\": {\"Arn\": \"" + QUEUE.replace(
            ":q", ":dlq")
        + "\"}}]", now());
    try (Worker _ = worker()) {
      await().until(() -> calls.size() == 2
          && engine.count("select count(*) from trigger_delivery") == 0);
    }
    assertThat(calls).last().asString().contains(" dlq ", "SQS.QueueDoesNotExistException");
  }

  @Test
  void aOneTimeScheduleFiresAndGoes() {
    String at = now().minusSeconds(5).toString().substring(0, 19);
    engine.database.triggers().add(
        new TriggerKey(TestEngine.ACCOUNT, TriggerKind.SCHEDULE, "default", "s"),
        UUID.randomUUID(),
        """
            {"Arn": "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s", "Name": "s",
             "ScheduleExpression": "at(%s)", "ActionAfterCompletion": "DELETE", "State": "ENABLED",
             "Target": {"Arn": "arn:aws:scheduler:::aws-sdk:sqs:sendMessage",
               "Input": "{\\"QueueUrl\\": \\"u\\", \\"MessageBody\\": \\"<aws.scheduler.scheduled-time>\\"}"}}"""
            .formatted(at),
        "{}", now().minusSeconds(5));
    try (Worker _ = worker()) {
      await().until(() -> calls.size() == 1
          && engine.count("select count(*) from trigger_resource") == 0
          && engine.count("select count(*) from trigger_delivery") == 0);
    }
    assertThat(calls.getFirst()).startsWith("aws-sdk:sqs:sendMessage")
        .contains(at.substring(0, 10));
  }

  private void statusRule(String name, String statuses) {
    engine.database.triggers().add(
        new TriggerKey(TestEngine.ACCOUNT, TriggerKind.RULE, "default", name), UUID.randomUUID(),
        """
            {"Name": "%1$s", "Arn": "arn:aws:events:us-east-1:000000000000:rule/%1$s",
             "EventPattern": "{\\"source\\": [\\"aws.states\\"], \\"detail\\": {\\"status\\": [%2$s]}}",
             "Targets": [{"Id": "1", "Arn": "%3$s", "InputPath": "$.detail"}]}
            """.formatted(name, statuses, QUEUE),
        "{}", null);
  }

  @Test
  void theBusIsToldWhatBecomesOfExecutions() {
    statusRule("all", "{\\\"exists\\\": true}");
    statusRule("failed", "\\\"FAILED\\\"");
    UUID passes = engine.machine(PASS);
    UUID fails = engine.machine("""
        {"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "Own", "Cause": "why"}}}""");
    try (Worker worker = worker()) {
      // Rules are looked at every few seconds; executions before that are not told of.
      await().until(() -> {
        engine.start(worker, passes, "{\"a\": 1}");
        return calls.stream().anyMatch(call -> call.contains("SUCCEEDED"));
      });
      calls.clear();
      engine.start(worker, fails, "{}");
      await().until(() -> calls.stream().filter(call -> call.contains("FAILED")).count() == 2);
      await().until(() -> engine.count("select count(*) from trigger_delivery") == 0);
    }
    assertThat(calls).filteredOn(call -> call.contains("SUCCEEDED"))
        .allSatisfy(call -> assertThat(call).contains("\\\"output\\\":\\\"{\\\\\\\"a\\\\\\\": 1}"));
    assertThat(calls).filteredOn(call -> call.contains("FAILED"))
        .allSatisfy(call -> assertThat(call).contains("Own", "why", "\\\"outputDetails\\\":null"));
  }
}
