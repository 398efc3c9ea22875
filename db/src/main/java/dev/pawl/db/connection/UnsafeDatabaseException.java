package dev.pawl.db.connection;

/** The server is set up in a way that would break the promise of durability; the message says how. */
public final class UnsafeDatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsafeDatabaseException(String message) {
    super(message);
  }
}
