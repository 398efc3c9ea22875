package dev.pawl.core.access;

/** A policy says something that Pawl does not understand. The message is for the person who wrote it. */
public final class InvalidPolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidPolicyException(String message) {
    super(message);
  }
}
