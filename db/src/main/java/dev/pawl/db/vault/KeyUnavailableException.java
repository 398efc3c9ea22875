package dev.pawl.db.vault;

import java.util.UUID;

/** What an execution carries is to be sealed by a key of its account that is switched off, or cannot be had. */
public final class KeyUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyUnavailableException(UUID id, String why) {
    super("the key " + id + " " + why);
  }
}
