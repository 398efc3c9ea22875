package dev.pawl.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine to their end, in a folder and with an environment. */
record Commands(Path folder, Map<String, String> environment) {
  /** What stock clients are given as the id of an access key. */
  static final String KEY = "AKIDCLIENTS";

  /** Its secret, with all that base64 has. */
  static final String SECRET = "s3cret/with+signs=and-40-characters-000";

  private static final long LONGEST_SECONDS = 120;

  /**
   * How a program ended.
   *
   * @param out what it wrote to standard output, without white space around it
   * @param err the same of standard error
   */
  record Ended(int code, String out, String err) {}

  /** Whether a program is on the PATH. */
  static boolean exist(String... names) {
    List<Path> path = Arrays.stream(System.getenv("PATH").split(":", -1)).map(Path::of).toList();
    return Arrays.stream(names)
        .allMatch(
            name -> path.stream().anyMatch(place -> Files.isExecutable(place.resolve(name))));
  }

  /** Runs a program with this JVM's environment and the own one on top. */
  Ended run(List<String> command) {
    return run(new ProcessBuilder(command));
  }

  /** Runs a program with the own environment alone. */
  Ended runAlone(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    return run(builder);
  }

  private Ended run(ProcessBuilder builder) {
    builder.directory(folder.toFile()).environment().putAll(environment);
    try {
      Path out = Files.createTempFile("command", ".out");
      Path err = Files.createTempFile("command", ".err");
      try {
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(
              builder.command() + " does not end: " + Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out).strip(),
            Files.readString(err).strip());
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What points a stock AWS client at a Pawl. */
  static Map<String, String> pointingAt(PawlProcess pawl) {
    return Map.of(
        "AWS_ENDPOINT_URL_SFN", pawl.endpoint().toString(), "AWS_REGION", "us-east-1",
        "AWS_DEFAULT_REGION", "us-east-1", "AWS_ACCESS_KEY_ID", KEY, "AWS_SECRET_ACCESS_KEY",
        SECRET, "AWS_CONFIG_FILE", "/dev/null", "AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
  }
}
