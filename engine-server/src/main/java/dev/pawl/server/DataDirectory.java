package dev.pawl.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of {@code pawl dev}: an embedded PostgreSQL whose data survive restarts, used by one process. */
final class DataDirectory implements AutoCloseable {
  /** For how long a leftover PostgreSQL may take to stop by itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;
  private final EmbeddedPostgres postgres;

  private DataDirectory(Path directory, FileChannel channel, FileLock lock,
      EmbeddedPostgres postgres) {
    this.directory = directory;
    this.channel = channel;
    this.lock = lock;
    this.postgres = postgres;
  }

  /**
   * Takes the folder and starts its PostgreSQL; one that a killed process left running is stopped first.
   *
   * @throws StartupException where another process has it, or it cannot be written
   */
  @SuppressWarnings("StreamResourceLeak") // the channel holds the lock for as long as the process runs
  static DataDirectory open(Path directory) {
    try {
      Files.createDirectories(directory);
      keepToOwner(directory);
      FileChannel channel = FileChannel.open(
          directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lock(channel);
      if (lock == null) {
        channel.close();
        throw new StartupException(
            "The data directory " + directory
                + " is in use by another Pawl; stop that one or choose another with --data.");
      }
      Path data = directory.resolve("postgres");
      stopLeftover(data);
      // There while the database is being made: what a killed process left half made is made anew.
      Path making = directory.resolve("making");
      if (Files.exists(making)) {
        removeHalfMade(data);
      } else if (!Files.exists(data)) {
        Files.createFile(making);
      }
      EmbeddedPostgres postgres = postgres(directory);
      Files.deleteIfExists(making);
      return new DataDirectory(directory, channel, lock, postgres);
    } catch (IOException e) {
      throw new StartupException(
          "The data directory " + directory + " cannot be used: " + StartupException.reason(e)
              + ".",
          e);
    }
  }

  /** The embedded PostgreSQL asks for no password, and its programs are unpacked here. */
  private static void keepToOwner(Path directory) throws IOException {
    if (Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static @Nullable FileLock lock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** A killed process leaves its PostgreSQL running; the lock says that nobody else uses it. */
  private static void stopLeftover(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    ProcessHandle.of(pid).filter(process -> isOf(data, process)).ifPresent(DataDirectory::stop);
  }

  private static void removeHalfMade(Path data) throws IOException {
    ProcessHandle.allProcesses().filter(process -> isOf(data, process))
        .forEach(DataDirectory::stop);
    if (Files.exists(data)) {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean isOf(Path data, ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("-D " + data + " ");
  }

  private static void stop(ProcessHandle process) {
    try {
      // SIGINT asks PostgreSQL for a fast stop; the SIGTERM of destroy() would wait for its clients.
      new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static EmbeddedPostgres postgres(Path directory) throws IOException {
    try {
      return EmbeddedPostgres.builder()
          .setDataDirectory(directory.resolve("postgres"))
          .setOverrideWorkingDirectory(directory.resolve("bin").toFile())
          .setCleanDataDirectory(false)
          .setRegisterShutdownHook(false)
          .setPGStartupWait(Duration.ofSeconds(60))
          .setServerConfig("fsync", "on")
          .setServerConfig("full_page_writes", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("shared_buffers", "128MB")
          .setServerConfig("max_connections", "60")
          .setServerConfig("autovacuum_naptime", "10s")
          .setServerConfig("max_wal_size", "1GB")
          .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
          .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IllegalStateException e) {
      throw new StartupException(
          "The embedded PostgreSQL in " + directory + " did not start: " + e.getMessage() + ".", e);
    }
  }

  Path path() {
    return directory;
  }

  String url() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  /** Stops PostgreSQL and frees the folder. */
  @Override
  public void close() throws IOException {
    postgres.close();
    lock.release();
    channel.close();
  }
}
