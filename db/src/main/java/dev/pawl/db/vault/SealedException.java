package dev.pawl.db.vault;

/** A secret cannot be opened: by this key, or in this place. */
public final class SealedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SealedException(String message) {
    super(message);
  }

  SealedException(String message, Throwable cause) {
    super(message, cause);
  }
}
