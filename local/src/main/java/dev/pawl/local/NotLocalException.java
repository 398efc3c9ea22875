package dev.pawl.local;

/** A run has come to something that cannot be done without a service. The message names the state, and what helps. */
public final class NotLocalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String state;

  NotLocalException(String state, String why) {
    super("The state '" + state + "' " + why + ". Mock it.");
    this.state = state;
  }

  /** The state's name. */
  public String state() {
    return state;
  }
}
