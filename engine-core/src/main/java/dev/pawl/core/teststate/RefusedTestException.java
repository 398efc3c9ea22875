package dev.pawl.core.teststate;

import java.util.Objects;

/** A request asks for a test that cannot be made. The message is for the caller. */
public final class RefusedTestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** What is wrong. */
  public enum Reason {
    /** The definition, or a state that cannot be tested. */
    DEFINITION,
    /** The input is not JSON. */
    INPUT,
    /** Anything else. */
    REQUEST
  }

  RefusedTestException(Reason reason, String message) {
    // Expected, and often: no stack trace.
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** What the caller reads. */
  public String text() {
    return Objects.requireNonNull(getMessage());
  }

  static RefusedTestException request(String message) {
    return new RefusedTestException(Reason.REQUEST, message);
  }

  static RefusedTestException definition(String message) {
    return new RefusedTestException(Reason.DEFINITION, message);
  }
}
