package dev.pawl.chaos;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The database server: a process tree of its own on a folder of its own. */
final class Postgres implements AutoCloseable {
  private static final Duration GONE = Duration.ofSeconds(30);

  private final Path directory;
  private final Path log;
  private final int port;
  private final @Nullable Disk disk;
  private @Nullable EmbeddedPostgres server;

  private Postgres(Path directory, Path log, int port, @Nullable Disk disk) {
    this.directory = directory;
    this.log = log;
    this.port = port;
    this.disk = disk;
  }

  /**
   * Makes a database and starts it.
   *
   * @param small whether its write-ahead log is to be on a file system that can be filled, where that is allowed
   */
  static Postgres create(Path home, int port, boolean small) {
    Optional<Disk> disk = small ? Disk.mount(home.resolve("disk")) : Optional.empty();
    Postgres postgres = new Postgres(home.resolve("postgres"), home.resolve("postgres.log"), port,
        disk.orElse(null));
    postgres.start();
    disk.ifPresent(postgres::moveLog);
    return postgres;
  }

  private void moveLog(Disk disk) {
    stop();
    Path wal = directory.resolve("pg_wal");
    Path moved = disk.path().resolve("pg_wal");
    if (Commands.run("cp", "-a", wal.toString(), moved.toString()) != 0
        || Commands.run("rm", "-r", wal.toString()) != 0) {
      throw new IllegalStateException("the write-ahead log cannot be moved to " + moved);
    }
    try {
      Files.createSymbolicLink(wal, moved);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** The folder may be kept and started again, and the small file system goes. */
  private void keepLog(Disk small) {
    Path wal = directory.resolve("pg_wal");
    Path moved = small.path().resolve("pg_wal");
    if (Files.isSymbolicLink(wal) && (Commands.run("rm", wal.toString()) != 0
        || Commands.run("cp", "-a", moved.toString(), wal.toString()) != 0)) {
      Progress.say("the write-ahead log could not be kept in " + wal);
    }
  }

  /** The small file system, if there is one. */
  Optional<Disk> disk() {
    return Optional.ofNullable(disk);
  }

  int port() {
    return port;
  }

  Path log() {
    return log;
  }

  /** Starts it on what is there; whoever called {@link #killAll} calls this. */
  synchronized void start() {
    try {
      server = EmbeddedPostgres.builder()
          .setDataDirectory(directory)
          .setOverrideWorkingDirectory(directory.resolveSibling("postgres-bin").toFile())
          .setCleanDataDirectory(false)
          .setRegisterShutdownHook(false)
          .setPort(port)
          .setPGStartupWait(Duration.ofSeconds(60))
          .setServerConfig("fsync", "on")
          .setServerConfig("full_page_writes", "on")
          .setServerConfig("synchronous_commit", "on")
          // Tells when, by the database's clock, an event was committed: no timer's word is taken for it.
          .setServerConfig("track_commit_timestamp", "on")
          .setServerConfig("shared_buffers", "128MB")
          .setServerConfig("max_connections", "120")
          .setServerConfig("autovacuum_naptime", "10s")
          .setServerConfig("min_wal_size", "32MB")
          .setServerConfig("max_wal_size", "256MB")
          .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again where it does not run: after a crash that it did not survive by itself. */
  void ensureRunning() {
    for (int attempt = 0; attempt < 5 && !answers(); attempt++) {
      if (Pause.until(Duration.ofSeconds(10), this::answers)) {
        return;
      }
      killAll();
      try {
        start();
      } catch (IllegalStateException | UncheckedIOException e) {
        Progress.say("PostgreSQL did not start and is tried again: " + e.getMessage());
      }
    }
  }

  private boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(2);
    } catch (SQLException away) {
      return false;
    }
  }

  /** SIGKILL to the server and all that it has forked; returns when all are gone, so that it can be started. */
  synchronized void killAll() {
    postmaster().ifPresent(postmaster -> {
      List<ProcessHandle> all = Stream.concat(postmaster.descendants(), Stream.of(postmaster))
          .toList();
      all.reversed().forEach(ProcessHandle::destroyForcibly);
      if (!Pause.until(GONE, () -> all.stream().noneMatch(ProcessHandle::isAlive))) {
        throw new IllegalStateException("PostgreSQL's processes do not end");
      }
    });
    release();
  }

  /** The server that this harness has started on this folder. */
  private Optional<ProcessHandle> postmaster() {
    Path file = directory.resolve("postmaster.pid");
    try {
      return Files.exists(file)
          ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
              .filter(process -> process.info().commandLine().orElse("")
                  .contains("-D " + directory))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void release() {
    EmbeddedPostgres known = server;
    server = null;
    if (known != null) {
      try {
        known.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void stop() {
    release();
  }

  /** A connection of the harness itself, past all proxies. */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("ApplicationName", "chaos");
    properties.setProperty("connectTimeout", "3");
    properties.setProperty("socketTimeout", "120");
    properties.setProperty("options", "-c default_transaction_read_only=off");
    return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        properties);
  }

  /** Runs a statement. */
  void execute(String sql) throws SQLException {
    try (Connection connection = connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** How many changes have made the schema. */
  int schema() {
    try (Connection connection = connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from flyway_schema_history")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException("the schema cannot be looked at", e);
    }
  }

  @Override
  public void close() {
    stop();
    // What a fast stop leaves.
    killAll();
    if (disk != null) {
      keepLog(disk);
      disk.close();
    }
  }
}
