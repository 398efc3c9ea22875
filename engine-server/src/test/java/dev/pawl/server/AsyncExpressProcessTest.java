package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pawl.db.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.LogDestination;
import software.amazon.awssdk.services.sfn.model.LogLevel;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.StateMachineTypeNotSupportedException;

/** Asynchronous Express executions on processes of {@code pawl server}, seen through the API and the log group. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AsyncExpressProcessTest {
  private static final String GROUP = "arn:aws:logs:us-east-1:000000000000:log-group:g:*";
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LONGEST_TAKEOVER = Duration.ofSeconds(90);

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void anExecutionLeavesItsLogAndNothingElse() {
    try (TestDatabase database = TestDatabase.create();
        PawlProcess pawl = node(database, "one");
        SfnClient sfn = Workflows.client(pawl)) {
      String machine = machine(sfn, "quick", 0);

      String arn = sfn.startExecution(start -> start.stateMachineArn(machine).name("n"))
          .executionArn();

      assertThat(arn).matches(
          "arn:aws:states:us-east-1:000000000000:express:quick:n:[0-9a-f-]{36}");
      await().atMost(LONGEST).until(() -> logged(database, arn, "ExecutionSucceeded") == 1
          && database.count("select count(*) from express_start") == 0);
      assertThat(database.count("select count(*) from execution")).isZero();
      assertThatThrownBy(() -> sfn.describeExecution(describe -> describe.executionArn(arn)))
          .isInstanceOf(InvalidArnException.class)
          .hasMessageContaining("Resource type not valid in this context: express");
      assertThatThrownBy(() -> sfn.getExecutionHistory(history -> history.executionArn(arn)))
          .isInstanceOf(InvalidArnException.class);
      assertThatThrownBy(() -> sfn.stopExecution(stop -> stop.executionArn(arn)))
          .isInstanceOf(InvalidArnException.class);
      assertThatThrownBy(() -> sfn.listExecutions(list -> list.stateMachineArn(machine)))
          .isInstanceOf(StateMachineTypeNotSupportedException.class);
    }
  }

  @Test
  void whatAKilledNodeHadUnderWayTheOtherRunsAgain() {
    try (TestDatabase database = TestDatabase.create();
        PawlProcess first = node(database, "first");
        PawlProcess second = node(database, "second");
        SfnClient toFirst = Workflows.client(first);
        SfnClient toSecond = Workflows.client(second)) {
      String machine = machine(toFirst, "steps", 20);
      List<String> ofFirst = new ArrayList<>();
      List<String> ofSecond = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ofFirst.add(start(toFirst, machine));
        ofSecond.add(start(toSecond, machine));
      }
      await().atMost(LONGEST).until(() -> ofFirst.stream()
          .allMatch(arn -> logged(database, arn, "ExecutionStarted") == 1));

      first.kill();

      await().atMost(LONGEST_TAKEOVER).until(() -> ofFirst.stream()
          .allMatch(arn -> logged(database, arn, "ExecutionSucceeded") == 1));
      await().atMost(LONGEST).until(
          () -> database.count("select count(*) from express_start") == 0);
      assertThat(ofFirst).allMatch(arn -> logged(database, arn, "ExecutionStarted") == 2);
      assertThat(ofSecond).allMatch(arn -> logged(database, arn, "ExecutionStarted") == 1
          && logged(database, arn, "ExecutionSucceeded") == 1);
    }
  }

  private PawlProcess node(TestDatabase database, String name) {
    return PawlProcess.server(folder.resolve(name + ".log"),
        Map.of("PAWL_DB_URL", database.settings().url(), "PAWL_LOG_DESTINATIONS", "group"));
  }

  private static String start(SfnClient sfn, String machine) {
    return sfn.startExecution(start -> start.stateMachineArn(machine)).executionArn();
  }

  private static long logged(TestDatabase database, String arn, String type) {
    return database.count("select count(*) from log_event where execution_arn = '" + arn
        + "' and type = '" + type + "'");
  }

  private static String machine(SfnClient sfn, String name, int seconds) {
    return sfn.createStateMachine(create -> create.name(name).type(StateMachineType.EXPRESS)
        .roleArn("arn:aws:iam::000000000000:role/test")
        .definition("""
            {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": %d, "End": true}}}
            """.formatted(seconds))
        .loggingConfiguration(logging -> logging.level(LogLevel.ALL).includeExecutionData(true)
            .destinations(LogDestination.builder()
                .cloudWatchLogsLogGroup(group -> group.logGroupArn(GROUP)).build())))
        .stateMachineArn();
  }
}
