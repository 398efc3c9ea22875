package dev.pawl.core.codec;

/** Stored bytes that cannot be read: they are corrupted, sealed, or a newer Pawl wrote them. */
public final class UnreadableBytesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isSealed;

  UnreadableBytesException(String message) {
    this(message, false);
  }

  private UnreadableBytesException(String message, boolean isSealed) {
    super(message);
    this.isSealed = isSealed;
  }

  UnreadableBytesException(String what, Exception cause) {
    super(what + " cannot be read: " + cause.getMessage(), cause);
    this.isSealed = false;
  }

  static UnreadableBytesException sealed() {
    return new UnreadableBytesException(
        "it is sealed by a key of its account that is switched off or cannot be had", true);
  }

  /** Whether it could be read with a key that its account has switched off, or this node does not have. */
  public boolean isSealed() {
    return isSealed;
  }
}
