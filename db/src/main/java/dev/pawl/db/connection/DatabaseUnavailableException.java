package dev.pawl.db.connection;

import org.jspecify.annotations.Nullable;

/** The database cannot be used. The message is one sentence for the operator and needs no stack trace. */
public final class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What stands in the way. */
  public enum Reason {
    /** Nothing answers, or the connection broke. */
    UNREACHABLE,
    /** The server refused the user or the password. */
    PASSWORD_REFUSED,
    /** The server has no database of this name. */
    NO_SUCH_DATABASE,
    /** No connection became free, or the server has no slot left. */
    BUSY,
    /** The server answered in a way that the message tells. */
    REFUSED
  }

  private final Reason reason;

  public DatabaseUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
