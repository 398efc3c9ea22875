package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Json;
import dev.pawl.db.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for executions, each in a process of its own against a running node. */
class CommandLineTest {
  private static final String DEFINITION = """
      {"StartAt": "P", "States": {
        "P": {"Type": "Pass", "ResultPath": "$.said", "Result": "@|red no markup|@", "Next": "C"},
        "C": {"Type": "Choice", "Default": "F",
          "Choices": [{"Variable": "$.seconds", "IsPresent": true, "Next": "W"}]},
        "W": {"Type": "Wait", "SecondsPath": "$.seconds", "End": true},
        "F": {"Type": "Fail", "Error": "E", "Cause": "none given"}}}""";

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void anExecutionsLifeCanBeLedFromTheCommandLine() throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), DEFINITION);
    Path input = Files.writeString(folder.resolve("input.json"), "{\"seconds\": 600}");
    try (TestDatabase database = TestDatabase.create();
        PawlProcess node = PawlProcess.server(folder.resolve("pawl.log"),
            Map.of("PAWL_DB_URL", database.settings().url()))) {
      assertThat(pawl(node, 0, "deploy", "m", file.toString())).startsWith("created arn:");
      assertThat(pawl(node, 0, "deploy", "m", file.toString())).startsWith("updated arn:");
      assertThat(pawl(node, 0, "machines").lines()).hasSize(2)
          .anyMatch(line -> line.startsWith("m  ") && line.contains("STANDARD"));

      assertThat(pawl(node, 0, "start", "m", "--name", "short", "--input", "{\"seconds\": 0}",
          "--wait")).contains("SUCCEEDED", "@|red no markup|@");
      assertThat(pawl(node, 1, "start", "m", "--name", "bad", "--wait", "60"))
          .contains("FAILED", "none given");
      assertThat(pawl(node, 5, "start", "m", "--name", "long", "--input", "file://" + input,
          "--wait", "1")).contains("RUNNING");

      assertThat(pawl(node, 5, "describe", "m/long")).contains("RUNNING", "600");
      assertThat(pawl(node, 0, "history", "m/short").lines()).hasSize(9)
          .anyMatch(line -> line.contains("PassStateExited") && line.contains("@|red no markup|@"));
      assertThat(pawl(node, 0, "stop", "m/long", "--cause", "enough")).startsWith("stopped at 20");
      assertThat(pawl(node, 0, "redrive", "m/bad")).startsWith("redriven at 20");
      assertThat(pawl(node, 1, "tail", "m/bad").lines()).hasSize(9)
          .last().asString().contains("ExecutionFailed", "none given");
      assertThat(pawl(node, 0, "executions", "m", "--status", "ABORTED").lines()).hasSize(2)
          .anyMatch(line -> line.startsWith("long"));
      assertThat(list(pawl(node, 0, "executions", "m", "--output", "json"), "executions"))
          .hasSize(3);
      assertThat(list(pawl(node, 0, "history", "m/short", "--output", "json"), "events"))
          .hasSize(8);
    }
  }

  @Test
  void whatCannotBeDoneIsOneSentenceAndACode() {
    try (TestDatabase database = TestDatabase.create();
        PawlProcess node = PawlProcess.server(folder.resolve("pawl.log"),
            Map.of("PAWL_DB_URL", database.settings().url()))) {
      assertThat(refused(node, 3, "start", "none"))
          .isEqualTo("pawl: There is no state machine 'none'.\n");
      assertThat(refused(node, 3, "describe", "none"))
          .contains("'none' is no execution: give its ARN, or MACHINE/NAME.");
      assertThat(refused(node, 3, "describe",
          "arn:aws:states:us-east-1:000000000000:execution:m:gone"))
          .contains("ExecutionDoesNotExist: Execution Does Not Exist");
      assertThat(refused(node, 6, "deploy", "m", folder.resolve("none.json").toString()))
          .contains("there is none");
      assertThat(refused(node, 2, "executions", "m", "--status", "GONE"))
          .contains("Invalid value for option '--status'");
    }
    int nobody = PawlProcess.freePort();
    PawlProcess.Ended ended = PawlProcess.run(Map.of(), "machines", "--endpoint",
        "http://127.0.0.1:" + nobody);
    assertThat(ended.code()).isEqualTo(4);
    assertThat(ended.err()).startsWith(
        "pawl: The service at http://127.0.0.1:" + nobody + " cannot be asked: ").hasLineCount(1);
  }

  @Test
  void shellsGetACompletionScript() {
    assertThat(PawlProcess.run(Map.of(), "generate-completion").out())
        .contains("complete", "redrive", "--endpoint");
  }

  private static String pawl(PawlProcess node, int code, String... arguments) {
    PawlProcess.Ended ended = run(node, arguments);
    assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(code);
    assertThat(ended.err()).isEmpty();
    return ended.out();
  }

  private static String refused(PawlProcess node, int code, String... arguments) {
    PawlProcess.Ended ended = run(node, arguments);
    assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(code);
    return ended.err();
  }

  private static PawlProcess.Ended run(PawlProcess node, String... arguments) {
    return PawlProcess.run(Map.of("PAWL_ENDPOINT", node.endpoint().toString()), arguments);
  }

  private static List<?> list(String document, String member) {
    return (List<?>) Objects.requireNonNull(
        ((Map<?, ?>) Objects.requireNonNull(Json.parse(document))).get(member));
  }
}
