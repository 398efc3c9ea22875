package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.access.PolicyDocument;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.tasks.RolePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the role of a state machine may not do is not done. */
final class PermissionsTest {
  private static final String INVOKE = """
      {"StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
          "Parameters": {"FunctionName.$": "$"}%s},
        "Caught": {"Type": "Pass", "End": true}}}
      """;
  private static final String CATCH = """
      , "Catch": [{"ErrorEquals": ["States.Permissions"], "Next": "Caught"}]
      """;
  private static final PolicyDocument POLICY = PolicyDocument.parse("""
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "arn:aws:lambda:*:*:function:good"}]}
      """);

  private final TestEngine engine = new TestEngine();
  private final AtomicInteger calls = new AtomicInteger();

  PermissionsTest() {
    engine.permissions = new RolePermissions("us-east-1", TestEngine.ACCOUNT,
        role -> role.equals("arn:aws:iam::000000000000:role/test") ? List.of(POLICY) : List.of());
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void aTaskFailsWithoutTheRightAndNothingIsCalled() {
    try (Worker worker = worker()) {
      String definition = INVOKE.replace("\"Caught\": {\"Type\": \"Pass\", \"End\": true}",
          "\"Other\": {\"Type\": \"Pass\", \"End\": true}").formatted(
              ", \"Catch\": [{\"ErrorEquals\": [\"X\"], \"Next\": \"Other\"}]");
      ExecutionRow refused = engine.run(worker, definition, "\"bad\"");

      assertThat(refused.error()).isEqualTo("States.Permissions");
      assertThat(refused.cause()).contains(
          "role/test' is not authorized to perform: lambda:InvokeFunction"
              + " on resource: arn:aws:lambda:us-east-1:000000000000:function:bad");
      assertThat(calls).hasValue(0);
      assertThat(TestEngine.output(engine.run(worker, definition, "\"good\""))).isEqualTo("\"ok\"");
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void theRefusalCanBeCaught() {
    try (Worker worker = worker()) {
      ExecutionRow row = engine.run(worker, INVOKE.formatted(CATCH), "\"bad\"");

      assertThat(TestEngine.output(row)).contains("States.Permissions");
    }
  }

  @Test
  void anotherExecutionIsNotStartedWithoutTheRight() {
    try (Worker worker = worker()) {
      ExecutionRow row = engine.run(worker, """
          {"StartAt": "T", "States": {
            "T": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "End": true,
              "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:m"}}}}
          """, "{}");

      assertThat(row.error()).isEqualTo("States.Permissions");
      assertThat(row.cause()).contains("states:StartExecution");
    }
  }

  @Test
  void itemsOfABucketAreNotReadWithoutTheRight() {
    try (Worker worker = worker()) {
      ExecutionRow row = engine.run(worker, DistributedMaps.map("STANDARD",
          "\"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}", """
              , "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "b", "Key": "k"}}
              """), "{}");

      assertThat(row.error()).isEqualTo("States.ItemReaderFailed");
      assertThat(row.cause()).contains("s3:GetObject on resource: arn:aws:s3:::b/k");
    }
  }

  private Worker worker() {
    return engine.worker(RecoveryClass.UNKNOWN, _ -> {
      calls.incrementAndGet();
      return Outcome.ok(Payload.parse("\"ok\""));
    });
  }
}
