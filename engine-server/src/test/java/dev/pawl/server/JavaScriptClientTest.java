package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.db.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program written with the stock AWS SDK for JavaScript runs with nothing but the endpoint changed. */
class JavaScriptClientTest {
  private static final String SDK = "@aws-sdk/client-sfn";
  private static final String VERSION = "3.1162.0";

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void aProgramForStepFunctionsRunsUnchanged() throws IOException {
    assumeTrue(Commands.exist("node", "npm"), "skipped: there is no node and npm on the PATH");
    Path program = installed("client.mjs");

    try (TestDatabase database = TestDatabase.create();
        PawlProcess pawl = PawlProcess.signed(folder.resolve("pawl.log"), database)) {
      Commands.Ended ended = new Commands(program, Commands.pointingAt(pawl))
          .run(List.of("node", "client.mjs"));

      assertThat(ended.code()).as(ended.err()).isZero();
      assertThat(ended.out()).isEqualTo("all as it should be");
    }
  }

  /** The program beside its SDK, which is kept from one run of the tests to the next. */
  static Path installed(String name) throws IOException {
    Path program = Files.createDirectories(Path.of("target", "javascript-client"));
    try (var source = JavaScriptClientTest.class.getResourceAsStream("/clients/" + name)) {
      Files.write(program.resolve(name), Objects.requireNonNull(source).readAllBytes());
    }
    Path manifest = program.resolve("node_modules/" + SDK + "/package.json");
    if (!Files.exists(manifest)
        || !Files.readString(manifest).contains("\"version\": \"" + VERSION + "\"")) {
      Files.writeString(program.resolve("package.json"), "{\"private\": true}");
      Commands.Ended install = new Commands(program, Map.of()).run(
          List.of("npm", "install", "--no-audit", "--no-fund", "--save-exact",
              SDK + "@" + VERSION));
      assumeTrue(install.code() == 0,
          () -> "skipped: npm cannot install " + SDK + " " + VERSION + ": " + install.err());
    }
    return program;
  }
}
