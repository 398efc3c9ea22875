package dev.pawl.tasks;

import org.jspecify.annotations.Nullable;

/** The connectors' settings cannot be used. The message is one sentence for the operator. */
public final class InvalidTaskSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidTaskSettingsException(String message) {
    super(message);
  }

  public InvalidTaskSettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
