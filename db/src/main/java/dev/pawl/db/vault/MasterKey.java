package dev.pawl.db.vault;

import java.security.SecureRandom;
import java.util.Base64;

/** The key that wraps the vault's keys. It is never in the database. */
public final class MasterKey {
  private final AesGcm cipher;

  private MasterKey(AesGcm cipher) {
    this.cipher = cipher;
  }

  /**
   * Reads a key.
   *
   * @param text 32 bytes in base64, blanks around them aside
   * @throws IllegalArgumentException where it is not that
   */
  public static MasterKey of(String text) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("A master key is 32 bytes in base64.", e);
    }
    if (key.length != AesGcm.KEY_BYTES) {
      throw new IllegalArgumentException(
          "A master key is 32 bytes in base64, and this one has " + key.length + ".");
    }
    return new MasterKey(AesGcm.of(key, new SecureRandom()));
  }

  /** The text of a new key. */
  public static String generate() {
    byte[] key = new byte[AesGcm.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  AesGcm cipher() {
    return cipher;
  }
}
