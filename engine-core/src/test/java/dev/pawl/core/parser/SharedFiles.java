package dev.pawl.core.parser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The definitions and recordings that lie beside the repository on machines that have them. */
final class SharedFiles {
  private SharedFiles() {}

  /** Every JSON file in a directory of {@code ../shared}; skips the test where there is none. */
  static List<Path> under(String directory) {
    Optional<Path> found = Stream
        .iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolve("shared").resolve(directory))
        .filter(Files::isDirectory)
        .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "skipped: no ../shared/" + directory);
    try (Stream<Path> files = Files.walk(found.orElseThrow())) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
