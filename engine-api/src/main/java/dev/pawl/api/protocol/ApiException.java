package dev.pawl.api.protocol;

import java.util.Objects;

/** The caller's request is answered with an error. The message is for the caller. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ApiError error;

  ApiException(ApiError error, String message) {
    // Expected, and often: no stack trace.
    super(message, null, false, false);
    this.error = error;
  }

  public ApiError error() {
    return error;
  }

  /** What the caller reads. */
  public String text() {
    return Objects.requireNonNull(getMessage());
  }
}
