package dev.pawl.worker.definition;

/** An execution's definition cannot be had; the message names the state machine. */
public final class UnreadableDefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableDefinitionException(String message) {
    super(message);
  }
}
