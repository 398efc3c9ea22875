package dev.pawl.api.protocol;

import java.util.Map;
import java.util.Objects;

/** The caller's request is answered with an error. The message is for the caller. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ApiError error;
  private final Map<String, String> members;

  ApiException(ApiError error, String message) {
    this(error, message, Map.of());
  }

  /** With one more member of the error's structure in the service model. */
  ApiException(ApiError error, String message, String member, String value) {
    this(error, message, Map.of(member, value));
  }

  private ApiException(ApiError error, String message, Map<String, String> members) {
    // Expected, and often: no stack trace.
    super(message, null, false, false);
    this.error = error;
    this.members = members;
  }

  public ApiError error() {
    return error;
  }

  /** What the error's structure has in the service model beside the message; may be empty. */
  public Map<String, String> members() {
    return members;
  }

  /** What the caller reads. */
  public String text() {
    return Objects.requireNonNull(getMessage());
  }
}
