package dev.pawl.core.json;

/** A text is not JSON, or passes a limit of {@link Json}. The message is for the person who sent it. */
public final class InvalidJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String place;

  public InvalidJsonException(String message) {
    this(message, "");
  }

  InvalidJsonException(String message, String place) {
    super(message);
    this.place = place;
  }

  /** Where the text stops being JSON, as {@code line 1, column 7}; empty where that is not known. */
  public String place() {
    return place;
  }
}
