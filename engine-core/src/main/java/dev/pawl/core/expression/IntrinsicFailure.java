package dev.pawl.core.expression;

/** An intrinsic function refuses its arguments; the call that it belongs to adds its own text. */
final class IntrinsicFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IntrinsicFailure(String message) {
    super(message, null, false, false);
  }
}
