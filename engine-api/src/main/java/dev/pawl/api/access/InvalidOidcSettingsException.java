package dev.pawl.api.access;

/** The settings of the OpenID Connect provider cannot be used. The message is one sentence for the operator. */
public final class InvalidOidcSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidOidcSettingsException(String message) {
    super(message);
  }

  InvalidOidcSettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
