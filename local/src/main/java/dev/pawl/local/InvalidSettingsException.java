package dev.pawl.local;

/** The environment names services in a way that cannot be used. The message is for people. */
public final class InvalidSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidSettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
