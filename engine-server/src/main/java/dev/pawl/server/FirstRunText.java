package dev.pawl.server;

import java.io.PrintWriter;
import java.util.Optional;

/** Shows the operator what is shown once. */
final class FirstRunText {
  private FirstRunText() {}

  static void show(Optional<FirstRun.Shown> made, PrintWriter out) {
    made.ifPresent(shown -> {
      shown.key()
          .ifPresent(key -> out.printf("  AWS_ACCESS_KEY_ID=%s%n  AWS_SECRET_ACCESS_KEY=%s%n",
              key.accessKeyId(), key.secretAccessKey()));
      out.printf("  PAWL_TOKEN=%s%n", shown.token());
      out.println(
          "  (the administrator's, for REST with 'Authorization: Bearer'; shown this once)");
    });
  }
}
