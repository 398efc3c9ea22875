package dev.pawl.tasks.http;

/** The parameters of an HTTP task do not make a call. The message says why, and shows no secret. */
final class InvalidCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidCallException(String reason) {
    super(reason, null, false, false);
  }
}
