package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code pawl run} in a process of its own, without a node. */
@Timeout(120)
class LocalRunCommandTest {
  private static final String DEFINITION = """
      {"StartAt": "P", "States": {"P": {"Type": "Pass", "Next": "W"},
        "W": {"Type": "Wait", "Seconds": 3600, "End": true}}}""";

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void aDefinitionRunsToItsEndAndSaysNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), DEFINITION);

    PawlProcess.Ended ended = PawlProcess.run(Map.of(), "run", file.toString(), "--skip-waits",
        "--input", "[1]");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines().map(String::strip)).hasSize(4)
        .anyMatch(line -> line.startsWith("3600.0 s  Wait     SUCCEEDED W"))
        .endsWith("status   SUCCEEDED", "output   [1]");
  }

  @Test
  void whatCannotRunIsOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), DEFINITION);
    Path mocks = Files.writeString(folder.resolve("mocks.json"), "{\"W\": {\"result\": 1}}");

    PawlProcess.Ended ended = PawlProcess.run(Map.of(), "run", file.toString(), "--mocks",
        mocks.toString());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).isEqualTo(
        "pawl: " + mocks + ": The state 'W' is a Wait state, which calls nothing.\n");
  }

  @Test
  void aSignalStopsTheExecutionAndTellsHowItStood() throws Exception {
    Path file = Files.writeString(folder.resolve("m.json"), DEFINITION);
    Process process = new ProcessBuilder(PawlProcess.command("run", file.toString())).start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(Objects.requireNonNull(out.readLine())).contains("Pass").endsWith("P");

      boolean _ = process.toHandle().destroy(); // leaves the output readable

      List<String> rest = out.lines().map(String::strip).toList();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(rest).hasSize(3).contains("status   ABORTED")
          .first().asString().contains("ABORTED", "W");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theHelpNamesWhatTheScriptAdds() {
    assertThat(PawlProcess.run(Map.of(), "--help").out()).contains("run ", "`bench`", "`chaos`");
  }
}
