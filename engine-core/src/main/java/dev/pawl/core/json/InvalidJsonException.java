package dev.pawl.core.json;

/** A text is not JSON, or passes a limit of {@link Json}. The message is for the person who sent it. */
public final class InvalidJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidJsonException(String message) {
    super(message);
  }
}
