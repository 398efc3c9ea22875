package dev.pawl.worker.log;

/** A destination cannot be reached now, or nobody knows whether it was. */
final class RetryLaterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RetryLaterException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
