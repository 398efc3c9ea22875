package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.LogDestination;
import software.amazon.awssdk.services.sfn.model.LogLevel;
import software.amazon.awssdk.services.sfn.model.StateMachineType;

/** What a node tells operators: the logs that state machines ask for, and its health. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ExecutionLogTest {
  private static final String GROUP = "arn:aws:logs:us-east-1:000000000000:log-group:g:*";

  /** Would clear the line on some terminals. */
  private static final char CONTROL = 0x9b;

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void eventsAreLoggedAsTheStateMachinesAsk() throws IOException, InterruptedException {
    try (PawlProcess pawl = PawlProcess.dev(folder, Map.of());
        SfnClient sfn = Workflows.client(pawl)) {
      sfn.startExecution(start -> start.stateMachineArn(machine(sfn, "whole", LogLevel.ALL,
          true, StateMachineType.STANDARD)).input("{\"a\":\"seen" + CONTROL + "\"}"));
      sfn.startSyncExecution(start -> start.stateMachineArn(machine(sfn, "quick", LogLevel.FATAL,
          false, StateMachineType.EXPRESS)).input("{\"a\":\"unseen\"}"));

      await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(lines(pawl))
          .filteredOn(line -> line.contains("whole"))
          .extracting(line -> line.replaceAll(".*\"type\":\"(\\w+)\".*", "$1"))
          .containsExactly("ExecutionStarted", "FailStateEntered", "ExecutionFailed"));
      assertThat(lines(pawl)).filteredOn(line -> line.contains("whole")).first().asString()
          .contains("seen\\u009b", "\"inputDetails\":{\"truncated\":false}");
      assertThat(lines(pawl)).filteredOn(line -> line.contains(":express:quick:")).singleElement()
          .asString().contains("\"type\":\"ExecutionFailed\"", "\"details\":{\"error\":\"Bad\"}");
      assertThat(lines(pawl)).noneMatch(line -> line.contains("unseen"));
      assertThat(health(pawl))
          .isEqualTo("{\"status\":\"ok\",\"database\":\"reachable\","
              + "\"parked\":{\"count\":0,\"executions\":[]}}");
    }
  }

  private static String machine(SfnClient sfn, String name, LogLevel level, boolean data,
      StateMachineType type) {
    return sfn.createStateMachine(create -> create.name(name).type(type)
        .roleArn("arn:aws:iam::000000000000:role/test")
        .definition("""
            {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Bad"}}}""")
        .loggingConfiguration(logging -> logging.level(level).includeExecutionData(data)
            .destinations(LogDestination.builder()
                .cloudWatchLogsLogGroup(group -> group.logGroupArn(GROUP)).build())))
        .stateMachineArn();
  }

  private static List<String> lines(PawlProcess pawl) throws IOException {
    return Files.readAllLines(pawl.log()).stream()
        .filter(line -> line.contains("\"execution_arn\""))
        .toList();
  }

  private static String health(PawlProcess pawl) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address = pawl.endpoint().resolve("/health");
      return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }
  }
}
