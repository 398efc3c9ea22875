package dev.pawl.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Small programs of the operating system. */
final class Commands {
  private Commands() {}

  /** Runs a program to its end; its exit code. */
  static int run(String... command) {
    return output(command).code();
  }

  /** How a program ended. */
  record Output(int code, String text) {}

  static Output output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
  }
}
