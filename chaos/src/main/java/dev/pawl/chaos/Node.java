package dev.pawl.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One {@code pawl server}, started again whenever it ends unasked, as an operator's supervisor would. */
final class Node implements AutoCloseable {
  /** What the documentation allows for a stop. */
  static final Duration STOP = Duration.ofSeconds(20);

  private static final Duration START = Duration.ofSeconds(60);
  private static final int HEAP_MEGABYTES = 256;

  private final String name;
  private final Map<String, String> environment;
  private final int port;
  private final FaultProxy database;
  private final FaultProxy tasks;
  private final Path log;
  private Path jar;
  private @Nullable Child child;
  private boolean wanted;
  private int heapMegabytes = HEAP_MEGABYTES;
  private Map<String, String> extra = Map.of();
  private long logAtStart;
  private int unasked;

  /**
   * @param roles as {@code PAWL_ROLES} has them
   * @param port of the API, used also where the node has none
   */
  Node(String name, String roles, int port, Path jar, Path home, FaultProxy database,
      FaultProxy tasks) {
    this.name = name;
    this.port = port;
    this.jar = jar;
    this.database = database;
    this.tasks = tasks;
    this.log = home.resolve(name + ".log");
    Path functions = home.resolve(name + ".functions.yaml");
    try {
      Files.writeString(functions, TaskServer.functionsFile(tasks.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.environment = Map.of(
        "PAWL_DB_URL", "jdbc:postgresql://127.0.0.1:" + database.port() + "/postgres",
        "PAWL_ROLES", roles,
        "PAWL_PORT", String.valueOf(port),
        "PAWL_FUNCTIONS_FILE", functions.toString());
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  Path log() {
    return log;
  }

  FaultProxy database() {
    return database;
  }

  FaultProxy tasks() {
    return tasks;
  }

  /** How often it ended without having been asked to. */
  synchronized int unasked() {
    return unasked;
  }

  /** From the next start on. */
  synchronized void heap(int megabytes) {
    heapMegabytes = megabytes;
  }

  synchronized void usualHeap() {
    heapMegabytes = HEAP_MEGABYTES;
  }

  /** More environment variables, from the next start on. */
  synchronized void environment(Map<String, String> variables) {
    extra = Map.copyOf(variables);
  }

  /** Another build, from the next start on. */
  synchronized void jar(Path newJar) {
    jar = newJar;
  }

  synchronized void start() {
    wanted = true;
    launch();
  }

  private synchronized void launch() {
    logAtStart = log.toFile().length();
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMegabytes + "m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-jar", jar.toString(), "server"));
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("PAWL_AUTH", "off");
    all.putAll(extra);
    child = Child.start(command, all, log);
  }

  /** Starts it again where it has ended unasked; what a database that is away does to a node that is starting. */
  synchronized void supervise() {
    Child known = child;
    if (wanted && known != null && !known.isAlive()) {
      unasked++;
      Progress.say(name + " ended by itself with " + known.exitCode() + " and is started again");
      launch();
    }
  }

  /** Whether it is up since its last start. */
  synchronized boolean isReady() {
    Child known = child;
    if (known == null || !known.isAlive()) {
      return false;
    }
    return tail().contains("Pawl is ready");
  }

  /** The first lines that it has logged since its last start. */
  private synchronized String tail() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(65_536, Math.max(0, file.length() - logAtStart))];
      file.seek(logAtStart);
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for it. */
  void awaitReady() {
    if (!Pause.until(START, this::isReady)) {
      throw new IllegalStateException(name + " does not get ready; its log is " + log);
    }
  }

  /** Starts it on a schema that is too new for its build; whether it ends by itself and says so. */
  boolean isRefused() {
    launch();
    boolean ended = Pause.until(START, () -> !isAlive());
    kill();
    return ended && tail().contains("of a newer Pawl");
  }

  private synchronized boolean isAlive() {
    return child != null && child.isAlive();
  }

  synchronized void kill() {
    wanted = false;
    if (child != null) {
      child.kill();
    }
  }

  /** SIGTERM; false where it had to be killed. */
  synchronized boolean stop() {
    wanted = false;
    return child == null || child.stop(STOP);
  }

  synchronized void pause() {
    if (child != null) {
      child.pause();
    }
  }

  synchronized void resume() {
    if (child != null) {
      child.resume();
    }
  }

  @Override
  public void close() {
    kill();
    database.close();
    tasks.close();
  }
}
