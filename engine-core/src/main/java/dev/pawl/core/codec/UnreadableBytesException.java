package dev.pawl.core.codec;

/** Stored bytes that cannot be read: they are corrupted, or a newer Pawl wrote them. */
public final class UnreadableBytesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableBytesException(String message) {
    super(message);
  }

  UnreadableBytesException(String what, Exception cause) {
    super(what + " cannot be read: " + cause.getMessage(), cause);
  }
}
