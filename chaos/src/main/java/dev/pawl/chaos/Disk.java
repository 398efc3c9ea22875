package dev.pawl.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A small file system of its own, which can be made as small as what it holds: a full disk. */
final class Disk implements AutoCloseable {
  private static final String ROOMY = "1g";

  private final Path path;

  private Disk(Path path) {
    this.path = path;
  }

  /** Mounts one; empty where this process may not. */
  static Optional<Disk> mount(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!System.getProperty("os.name").equals("Linux")
        || Commands.run("mount", "-t", "tmpfs", "-o", "size=" + ROOMY + ",mode=0777", "pawl-chaos",
            path.toString()) != 0) {
      return Optional.empty();
    }
    return Optional.of(new Disk(path));
  }

  Path path() {
    return path;
  }

  /** No byte more fits. */
  void fill() {
    try {
      FileStore store = Files.getFileStore(path);
      long used = (store.getTotalSpace() - store.getUnallocatedSpace()) / 1_024;
      resize(used + "k");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void free() {
    resize(ROOMY);
  }

  private void resize(String size) {
    Commands.Output output = Commands.output("mount", "-o", "remount,size=" + size,
        path.toString());
    if (output.code() != 0) {
      throw new IllegalStateException("the small file system cannot be resized: " + output.text());
    }
  }

  @Override
  public void close() {
    // Lazily: a process that is about to go may still have a file open.
    Commands.run("umount", "-l", path.toString());
  }
}
