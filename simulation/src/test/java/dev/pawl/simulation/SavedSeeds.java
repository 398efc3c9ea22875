package dev.pawl.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The seeds that failed once, in {@code sim-seeds.txt}: a line for each, with what it found after a {@code #}. */
final class SavedSeeds {
  private static final Path FILE = Path.of("sim-seeds.txt");

  private SavedSeeds() {}

  static List<Long> read() {
    try {
      return Files.readAllLines(FILE).stream()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(Long::valueOf)
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void add(long seed, String found) {
    if (read().contains(seed)) {
      return;
    }
    String line = seed + " # " + commit() + ": "
        + found.replace('\n', ' ').substring(0, Math.min(160, found.length())) + "\n";
    try {
      Files.writeString(FILE, line, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commit that is tested, as git names it. */
  static String commit() {
    try {
      Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
          .redirectErrorStream(true).start();
      String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0
          ? answer.strip()
          : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
