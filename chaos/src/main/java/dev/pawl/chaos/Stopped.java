package dev.pawl.chaos;

/** The thread was asked to end while it waited. */
final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Stopped() {
    super("the harness is ending");
  }
}
