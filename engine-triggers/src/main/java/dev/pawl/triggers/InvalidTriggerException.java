package dev.pawl.triggers;

/** What was asked for is no schedule, pattern or target; the message is for the caller. */
public final class InvalidTriggerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InvalidTriggerException(String message) {
    super(message);
  }

  public InvalidTriggerException(String message, Throwable cause) {
    super(message, cause);
  }
}
