package dev.pawl.core.connection;

/** The parameters of a connection cannot be used. The message is for whoever sent them, and shows no value. */
public final class InvalidConnectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidConnectionException(String message) {
    super(message, null, false, false);
  }
}
