package dev.pawl.tasks;

/** The object store refused a call, or could not be reached; the message is fit for a definition's author. */
public final class ObjectStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ObjectStoreException(String message, Throwable cause) {
    super(message, cause);
  }

  public ObjectStoreException(String message) {
    super(message);
  }
}
