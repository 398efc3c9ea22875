package dev.pawl.server;

/** The node cannot start. The message is one sentence for the person who started it, and says what to do. */
final class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartupException(String message) {
    super(message);
  }

  StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
