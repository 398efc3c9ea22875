package dev.pawl.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code pawl} in a process of its own, as a user runs it; it can be killed and started again. */
final class PawlProcess implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final int port;
  private Process process;

  private PawlProcess(List<String> command, Map<String, String> environment, Path log, int port) {
    this.command = command;
    this.environment = environment;
    this.log = log;
    this.port = port;
    this.process = start();
  }

  /** Starts {@code pawl dev} on a free port and waits until it answers. */
  static PawlProcess dev(Path data, Map<String, String> environment) {
    int port = freePort();
    PawlProcess pawl = new PawlProcess(
        command("dev", "--port", String.valueOf(port), "--data", data.toString()), environment,
        data.resolveSibling(data.getFileName() + ".log"), port);
    pawl.awaitReady();
    return pawl;
  }

  /** The command line of this build's {@code pawl}. */
  static List<String> command(String... arguments) {
    var command = new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.pawl.server.Pawl"));
    command.addAll(List.of(arguments));
    return command;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start() {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often this log says that the process is ready: once for each start. */
  private long readyLines() {
    try {
      return Files.exists(log)
          ? Files.readAllLines(log).stream().filter(line -> line.startsWith("Pawl is ready"))
              .count()
          : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    awaitReady(0);
  }

  private void awaitReady(long before) {
    org.awaitility.Awaitility.await("Pawl is ready; its log is " + log)
        .atMost(LONGEST_START)
        .pollInterval(Duration.ofMillis(20))
        .failFast("Pawl has stopped; its log is " + log,
            () -> !process.isAlive() && readyLines() == before)
        .until(() -> readyLines() > before);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  Path log() {
    return log;
  }

  /** Ends the process as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Starts it again and waits until it answers. */
  void startAgain() {
    long before = readyLines();
    process = start();
    awaitReady(before);
  }

  /** Asks it to stop, as Ctrl-C does, and says how long that took. */
  Duration stop() {
    long began = System.nanoTime();
    process.destroy();
    awaitEnd();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Pawl does not stop; its log is " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
