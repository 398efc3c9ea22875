package dev.pawl.tasks.http;

/** The parameters of a task do not make a call. The message says why, and shows no secret. */
public final class InvalidCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidCallException(String reason) {
    super(reason, null, false, false);
  }
}
