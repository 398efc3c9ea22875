package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** A real Pawl process among real servers, driven by the stock AWS SDK with nothing but the endpoint changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class EndToEndTest {
  private static final int KILLS = 20;
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";

  @TempDir
  private static Path folder = Path.of("target");

  private RealParts parts;
  private PawlProcess pawl;
  private Workflows workflows;

  @BeforeAll
  void startEverything() {
    parts = new RealParts(folder);
    pawl = PawlProcess.dev(folder.resolve("data"), parts.environment());
    workflows = new Workflows(parts, pawl);
  }

  @AfterAll
  void stopEverything() {
    workflows.close();
    pawl.close();
    parts.close();
  }

  @Test
  void theFourWorkflowsDoTheirWork() {
    Map<Workflows.Scenario, String> arns = new HashMap<>();
    workflows.round(0).forEach(scenario -> arns.put(scenario, workflows.start(scenario)));

    arns.forEach(workflows::verify);
  }

  @Test
  void theFourWorkflowsDoTheirWorkForTheJavaScriptClientToo() throws IOException {
    assumeTrue(Commands.exist("node", "npm"), "skipped: there is no node and npm on the PATH");
    Path program = JavaScriptClientTest.installed("workflows.mjs");
    List<Workflows.Scenario> round = workflows.round(1);
    Files.writeString(program.resolve("executions.json"), Json.write(round.stream()
        .map(scenario -> Map.of("stateMachineArn", workflows.machineArn(scenario), "name",
            scenario.name(), "input", scenario.input()))
        .toList()));

    Commands.Ended ended = new Commands(program, Commands.pointingAt(pawl))
        .run(List.of("node", "workflows.mjs"));

    assertThat(ended.code()).as(ended.err()).isZero();
    List<String> arns = ended.out().lines().toList();
    for (int i = 0; i < round.size(); i++) {
      workflows.verify(round.get(i), arns.get(i));
    }
  }

  @Test
  void theFourWorkflowsSurviveBeingKilledTwentyTimes() throws Exception {
    Random random = new Random(4711);
    Map<Workflows.Scenario, String> arns = new HashMap<>();
    try (ExecutorService starter = Executors.newSingleThreadExecutor()) {
      for (int kill = 0; kill < KILLS; kill++) {
        List<Workflows.Scenario> round = kill % 4 == 0 ? workflows.round(100 + kill) : List.of();
        Future<?> started = starter.submit(
            () -> round.forEach(scenario -> arns.put(scenario, workflows.start(scenario))));
        sleepUntilTheKill(random);
        pawl.kill();
        pawl.startAgain();
        started.get(60, TimeUnit.SECONDS);
      }
    }

    arns.forEach(workflows::verify);
    long lost = arns.values().stream().mapToLong(workflows::lostWorkers).sum();
    System.out.printf(
        "kills: %d, executions: %d, all ended as they must; calls lost with their worker: %d%n",
        KILLS, arns.size(),
        lost);
  }

  /** The moment of a kill is the one thing here that is left to the clock. */
  private static void sleepUntilTheKill(Random random) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(2_500));
  }

  @Test
  void aWaitThatWasDueWhileTheServerWasDownFiresRightAfterItIsUp() {
    String arn = start(waiting("down", 3), "{}");
    pawl.kill();
    Instant due = Instant.now().plusSeconds(3);
    await().atMost(Duration.ofSeconds(10)).until(() -> Instant.now().isAfter(due));

    pawl.startAgain();
    long up = System.nanoTime();
    awaitEnd(arn);

    Duration after = Duration.ofNanos(System.nanoTime() - up);
    System.out.printf("a wait due while the server was down: ended %d ms after the server was up%n",
        after.toMillis());
    assertThat(after).isLessThan(Duration.ofSeconds(3));
    assertThat(lateness(arn, 3)).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void aWaitFiresNeitherEarlyNorMuchTooLate() {
    String machine = waiting("exact", 2);
    List<Duration> late = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String arn = start(machine, "{}");
      awaitEnd(arn);
      late.add(lateness(arn, 2));
    }

    System.out.println("lateness of waits of 2 s: " + late);
    assertThat(late)
        .allSatisfy(lateness -> assertThat(lateness).isGreaterThanOrEqualTo(Duration.ZERO));
    assertThat(late).filteredOn(lateness -> lateness.toMillis() <= 250)
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void aThousandExecutionsOfThirtyTwoClientsAllSucceed()
      throws InterruptedException, ExecutionException {
    int executions = 1_000;
    String machine = machine("five-passes", fivePasses());
    List<Callable<String>> starts = new ArrayList<>();
    for (int i = 0; i < executions; i++) {
      String input = "{\"number\": " + i + "}";
      starts.add(() -> start(machine, input));
    }

    long began = System.nanoTime();
    List<String> arns = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(32)) {
      for (Future<String> started : clients.invokeAll(starts)) {
        arns.add(started.get());
      }
      for (Future<ExecutionStatus> status : clients.invokeAll(
          arns.stream().<Callable<ExecutionStatus>>map(arn -> () -> awaitEnd(arn)).toList())) {
        assertThat(status.get()).isEqualTo(ExecutionStatus.SUCCEEDED);
      }
    }
    double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;

    assertThat(arns).doesNotHaveDuplicates().hasSize(executions);
    System.out.printf(
        "1,000 executions of 5 Pass states, 32 clients: %.0f executions/s, %.0f transitions/s%n",
        executions / seconds, 5 * executions / seconds);
  }

  private String waiting(String name, int seconds) {
    return machine(
        name, "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":" + seconds
            + ",\"End\":true}}}");
  }

  private static String fivePasses() {
    return """
        {"StartAt": "P1", "States": {
          "P1": {"Type": "Pass", "Next": "P2"}, "P2": {"Type": "Pass", "Next": "P3"},
          "P3": {"Type": "Pass", "Next": "P4"}, "P4": {"Type": "Pass", "Next": "P5"},
          "P5": {"Type": "Pass", "End": true}}}
        """;
  }

  private String machine(String name, String definition) {
    return sfn()
        .createStateMachine(create -> create.name(name).roleArn(ROLE).definition(definition))
        .stateMachineArn();
  }

  private String start(String machine, String input) {
    return sfn().startExecution(start -> start.stateMachineArn(machine).input(input))
        .executionArn();
  }

  private ExecutionStatus awaitEnd(String arn) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> sfn().describeExecution(describe -> describe.executionArn(arn)).status(),
            status -> status != ExecutionStatus.RUNNING);
  }

  /** By how much a Wait that is the second state event left too late; negative: too early. */
  private Duration lateness(String arn, int seconds) {
    List<HistoryEvent> events = sfn().getExecutionHistory(get -> get.executionArn(arn)).events();
    return Duration.between(events.get(1).timestamp(), events.get(2).timestamp())
        .minusSeconds(seconds);
  }

  private SfnClient sfn() {
    return workflows.sfn;
  }
}
