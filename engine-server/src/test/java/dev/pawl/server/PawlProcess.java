package dev.pawl.server;

import dev.pawl.db.TestDatabase;
import dev.pawl.db.vault.MasterKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A {@code pawl} in a process of its own, as a user runs it; it can be killed and started again. */
final class PawlProcess implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  static {
    // A busy machine is slow, and a condition that comes true ends its wait at once.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final int port;
  private Process process;

  private PawlProcess(List<String> command, Map<String, String> environment, Path log, int port) {
    this.command = command;
    this.environment = openUnlessTold(environment);
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

  /** The same within a heap of so many megabytes. */
  static PawlProcess devWithin(int megabytes, Path data, Map<String, String> environment) {
    int port = freePort();
    var command = new ArrayList<>(
        command("dev", "--port", String.valueOf(port), "--data", data.toString()));
    command.add(1, "-Xmx" + megabytes + "m");
    PawlProcess pawl = new PawlProcess(command, environment,
        data.resolveSibling(data.getFileName() + ".log"), port);
    pawl.awaitReady();
    return pawl;
  }

  /** The same, as a process group of its own and so as a terminal starts it: see {@link #interrupt}. */
  static PawlProcess devAsInTerminal(Path data, Map<String, String> environment) {
    int port = freePort();
    var command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
    command.addAll(command("dev", "--port", String.valueOf(port), "--data", data.toString()));
    PawlProcess pawl = new PawlProcess(command, environment,
        data.resolveSibling(data.getFileName() + ".log"), port);
    pawl.awaitReady();
    return pawl;
  }

  /** Starts {@code pawl server}, configured by the environment alone, and waits until it is ready. */
  static PawlProcess server(Path log, Map<String, String> environment) {
    int port = freePort();
    var all = new HashMap<>(environment);
    all.put("PAWL_PORT", String.valueOf(port));
    PawlProcess pawl = new PawlProcess(command("server"), all, log, port);
    pawl.awaitReady();
    return pawl;
  }

  /** The same, for those who sign with {@link Commands#KEY} and {@link Commands#SECRET}. */
  static PawlProcess signed(Path log, TestDatabase database) {
    return signed(log, database, Map.of());
  }

  /** The same with more settings. */
  static PawlProcess signed(Path log, TestDatabase database, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.putAll(Map.of("PAWL_DB_URL", database.settings().url(), "PAWL_AUTH", "required",
        "PAWL_MASTER_KEY", MasterKey.generate(), "PAWL_ACCESS_KEY_ID", Commands.KEY,
        "PAWL_SECRET_ACCESS_KEY", Commands.SECRET));
    return server(log, all);
  }

  /** Those who want to be asked who they are say so. */
  private static Map<String, String> openUnlessTold(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("PAWL_AUTH", "off");
    return all;
  }

  /**
   * How a {@code pawl} ended that was not meant to stay.
   *
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  record Ended(int code, String out, String err) {}

  /** Runs {@code pawl} until it ends by itself. */
  static Ended run(Map<String, String> environment, String... arguments) {
    try {
      Path err = Files.createTempFile("pawl", ".err");
      Path out = Files.createTempFile("pawl", ".out");
      try {
        ProcessBuilder builder = new ProcessBuilder(command(arguments))
            .redirectError(err.toFile())
            .redirectOutput(out.toFile());
        setEnvironment(builder, openUnlessTold(environment));
        Process process = builder.start();
        if (!process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException("pawl " + List.of(arguments) + " does not end");
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(err);
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void setEnvironment(ProcessBuilder builder, Map<String, String> environment) {
    builder.environment().keySet().removeIf(name -> name.startsWith("PAWL_"));
    builder.environment().putAll(environment);
  }

  /** The processes whose command line has a text in it. */
  static List<String> processesWith(String text) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(text))
        .toList();
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
      setEnvironment(builder, environment);
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

  /** What the JDK's diagnostic tool says of the process, such as to {@code Thread.print}. */
  String diagnose(String command) {
    try {
      Process tool = new ProcessBuilder(
          Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
          String.valueOf(process.pid()), command).redirectErrorStream(true).start();
      String out = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (tool.waitFor() != 0) {
        throw new IllegalStateException("jcmd " + command + ": " + out);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
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

  /** Ends it as Ctrl-C does: the signal goes to every process of the terminal's group. */
  Duration interrupt() throws IOException, InterruptedException {
    long began = System.nanoTime();
    int sent = new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).start().waitFor();
    if (sent != 0) {
      throw new IllegalStateException("kill ended with " + sent);
    }
    awaitEnd();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** With what code the process ended; 128 and the signal's number after a signal. */
  int exitCode() {
    return process.exitValue();
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
