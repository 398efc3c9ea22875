package dev.pawl.tasks;

/** Parameters do not fit the call. The message is AWS's reason, without the frame around it. */
final class UnusableParametersException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableParametersException(String reason) {
    super(reason);
  }
}
