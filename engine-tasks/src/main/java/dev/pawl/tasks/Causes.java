package dev.pawl.tasks;

/** Keeps causes within what an error may carry. */
public final class Causes {
  private static final int MAX_LENGTH = 32_768;

  private Causes() {}

  /** The cause, or as much of its start as an error may carry; never half of a surrogate pair. */
  public static String cut(String cause) {
    if (cause.length() <= MAX_LENGTH) {
      return cause;
    }
    int end = Character.isHighSurrogate(cause.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
    return cause.substring(0, end);
  }
}
