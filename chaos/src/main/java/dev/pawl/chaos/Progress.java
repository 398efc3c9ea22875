package dev.pawl.chaos;

import java.time.Duration;
import java.util.Locale;

/** What the harness tells while it runs, on standard error. */
final class Progress {
  private static final long BEGAN = System.nanoTime();

  private Progress() {}

  static void say(String text) {
    Duration since = Duration.ofNanos(System.nanoTime() - BEGAN);
    System.err.printf(Locale.ROOT, "[%3d:%02d] %s%n", since.toMinutes(), since.toSecondsPart(),
        text);
  }
}
