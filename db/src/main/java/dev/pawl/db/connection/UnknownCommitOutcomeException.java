package dev.pawl.db.connection;

import org.jspecify.annotations.Nullable;

/**
 * The connection broke while a statement was on its way: its rows may be in the database or not. The
 * caller throws its own result away and reads again.
 */
public final class UnknownCommitOutcomeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnknownCommitOutcomeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
