package dev.pawl.api.signature;

import java.time.Instant;
import java.util.Optional;

/**
 * An access key as a verifier needs it.
 *
 * @param secret the secret access key
 * @param sessionTokenHash the SHA-256 of the session token that has to come with it; empty for a key of long life
 * @param expiresAt when it is no longer good; empty for never
 */
public record SigningKey(String secret, Optional<byte[]> sessionTokenHash,
    Optional<Instant> expiresAt) {
  /** Does not show the secret. */
  @Override
  public String toString() {
    return "SigningKey[expires " + expiresAt + "]";
  }
}
