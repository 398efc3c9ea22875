package dev.pawl.local.mock;

/** Mocks that cannot be used; the message is one sentence that names the place. */
public final class InvalidMocksException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidMocksException(String place, String what) {
    super(place.isEmpty() ? what : place + ": " + what);
  }
}
