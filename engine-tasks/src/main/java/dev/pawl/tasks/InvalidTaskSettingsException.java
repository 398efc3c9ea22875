package dev.pawl.tasks;

/** The connectors' settings cannot be used. The message is one sentence for the operator. */
public final class InvalidTaskSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidTaskSettingsException(String message) {
    super(message);
  }

  public InvalidTaskSettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
