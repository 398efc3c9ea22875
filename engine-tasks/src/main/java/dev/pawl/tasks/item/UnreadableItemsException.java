package dev.pawl.tasks.item;

/** The items of a Map run cannot be read; the message is the cause that its execution shows. */
public final class UnreadableItemsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableItemsException(String message) {
    super(message);
  }

  public UnreadableItemsException(String message, Throwable cause) {
    super(message, cause);
  }
}
