package dev.pawl.core.json;

/** A tree's text would pass the byte limit, or the nesting of {@link Json#MAX_DEPTH}; writing stopped there. */
public final class JsonTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JsonTooLargeException(String message) {
    super(message);
  }
}
