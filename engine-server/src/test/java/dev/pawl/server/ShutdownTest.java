package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tasks.real.FunctionServer;
import dev.pawl.tasks.real.FunctionServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** However {@code pawl dev} ends, it ends soon, leaves no process behind, and goes on where it was. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs setsid, and env with --default-signal")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ShutdownTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  @TempDir
  private static Path folder = Path.of("target");

  private final FunctionServer functions = FunctionServer.start();
  private PawlProcess pawl;
  private SfnClient sfn;
  private String activity;

  @BeforeAll
  void startPawl() throws IOException {
    functions.on("slow", _ -> {
      TimeUnit.SECONDS.sleep(3);
      return Answer.value("\"slow\"");
    });
    Path file = Files.writeString(folder.resolve("functions.yaml"),
        "slow: " + functions.url("slow") + "\n");
    pawl = PawlProcess.devAsInTerminal(
        folder.resolve("data"), Map.of(
            "PAWL_FUNCTIONS_FILE", file.toString(), "PAWL_ACCESS_KEY_ID", "AKIDPRESET",
            "PAWL_SECRET_ACCESS_KEY", "preset-secret"));
    sfn = Workflows.client(pawl);
    activity = sfn.createActivity(create -> create.name("idle")).activityArn();
  }

  @AfterAll
  void stopPawl() {
    sfn.close();
    pawl.close();
    functions.close();
  }

  @Test
  void aTermSignalEndsItSoonAndNothingIsLost() throws Exception {
    assertGoesOnAfter("term", pawl::stop, 128 + 15);
  }

  @Test
  void controlCEndsItSoonAndNothingIsLost() throws Exception {
    assertGoesOnAfter("int", pawl::interrupt, 128 + 2);
  }

  private void assertGoesOnAfter(String name, Callable<Duration> stop, int code) throws Exception {
    // A long poll, which would last for a minute: it is to be answered, neither cut nor waited for.
    var poll = CompletableFuture.supplyAsync(
        () -> sfn.getActivityTask(get -> get.activityArn(activity)), Thread::startVirtualThread);
    String waiting = start(name + "-wait", """
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "End": true}}}""");
    String calling = start(name + "-call", """
        {"StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": {"FunctionName": "slow", "Payload": {"of": "%s"}},
          "OutputPath": "$.Payload", "End": true}}}""".formatted(name));
    org.awaitility.Awaitility.await().until(() -> callsOf(name) == 1);

    Duration took = stop.call();

    System.out.printf("%s: stopped in %d ms%n", name, took.toMillis());
    assertThat(took).isLessThan(LONGEST_STOP);
    assertThat(pawl.exitCode()).isEqualTo(code);
    assertThat(PawlProcess.processesWith(folder.resolve("data").toString())).isEmpty();
    assertThat(Files.readString(pawl.log())).doesNotContain("ERROR").doesNotContain("WARN")
        .doesNotContain("Exception");
    assertThat(poll.get(1, TimeUnit.SECONDS).taskToken()).isNull();

    pawl.startAgain();

    assertThat(ended(waiting)).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(ended(calling)).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(sfn.describeExecution(describe -> describe.executionArn(calling)).output())
        .isEqualTo("\"slow\"");
    assertThat(callsOf(name)).isEqualTo(1);
  }

  private long callsOf(String name) {
    return functions.calls("slow").stream().filter(call -> call.body().contains("\"" + name + "\""))
        .count();
  }

  @Test
  void afterAKillItFindsItsDataAndShowsNoSecretAgain() throws IOException {
    String arn = start("kill-wait", """
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": true}}}""");

    pawl.kill();
    pawl.startAgain();

    assertThat(ended(arn)).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(Files.readAllLines(pawl.log()))
        .filteredOn(line -> line.contains("AWS_ACCESS_KEY_ID=") || line.contains("preset-secret"))
        .containsExactly("  AWS_ACCESS_KEY_ID=AKIDPRESET",
            "  AWS_SECRET_ACCESS_KEY=preset-secret");
    assertThat(Files.readString(folder.resolve("data/credentials.properties")))
        .contains("AKIDPRESET");
  }

  @Test
  void aStopInTheMiddleOfTheFirstStartLeavesNoProcess() throws Exception {
    Path data = folder.resolve("stopped");
    Process process = inTheMiddleOfItsFirstStart(data);

    process.destroy();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(PawlProcess.processesWith(data.toString())).isEmpty();
  }

  @Test
  void aKillInTheMiddleOfTheFirstStartIsMendedByTheNext() throws Exception {
    Path data = folder.resolve("killed");
    inTheMiddleOfItsFirstStart(data).destroyForcibly().waitFor();

    Process again = startOnAnyPort(data);
    try {
      org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(60))
          .until(() -> Files.readString(log(data)).contains("Stop with Ctrl-C."));

      assertTellsItsPortAndItsKey(Files.readString(log(data)));
      assertThat(PosixFilePermissions.toString(
          Files.getPosixFilePermissions(data.resolve("credentials.properties"))))
          .isEqualTo("rw-------");
    } finally {
      again.destroy();
      assertThat(again.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(PawlProcess.processesWith(data.toString())).isEmpty();
  }

  private static void assertTellsItsPortAndItsKey(String told) throws IOException {
    assertThat(told).containsPattern("AWS_ACCESS_KEY_ID=PAWL[A-Z2-7]{16}\n")
        .containsPattern("AWS_SECRET_ACCESS_KEY=\\S{40}\n");
    var port = Pattern.compile("Pawl is ready at http://127\\.0\\.0\\.1:([1-9]\\d*)").matcher(told);
    assertThat(port.find()).isTrue();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
        Integer.parseInt(port.group(1)))) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  private static Process inTheMiddleOfItsFirstStart(Path data) throws IOException {
    Process process = startOnAnyPort(data);
    org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.exists(data.resolve("postgres/PG_VERSION")));
    return process;
  }

  private static Process startOnAnyPort(Path data) throws IOException {
    return new ProcessBuilder(
        PawlProcess.command("dev", "--port", "0", "--data", data.toString()))
        .redirectErrorStream(true).redirectOutput(log(data).toFile()).start();
  }

  private static Path log(Path data) {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  private String start(String name, String definition) {
    String machine = sfn
        .createStateMachine(create -> create.name(name).roleArn(ROLE).definition(definition))
        .stateMachineArn();
    return sfn.startExecution(start -> start.stateMachineArn(machine)).executionArn();
  }

  private ExecutionStatus ended(String arn) {
    return org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> sfn.describeExecution(describe -> describe.executionArn(arn)).status(),
            status -> status != ExecutionStatus.RUNNING);
  }
}
