package dev.pawl.tasks.http;

import dev.pawl.core.outcome.StatesError;

/** A connection cannot be used; the names are those of the reference (service-integrations, section 5). */
public final class UnusableConnectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String FAMILY = "Events.ConnectionResource.";

  private final String kind;

  /** @param kind such as {@code ResourceNotFound} or {@code InvalidConnectionState} */
  public UnusableConnectionException(String kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  StatesError error() {
    return new StatesError(FAMILY + kind, getMessage());
  }
}
