package dev.pawl.db.vault;

import dev.pawl.core.codec.Codec;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An account's key as it seals what executions carry. Each execution has a key of its own, made from this one, so that
 * no number of executions wears a key out. What is sealed says by which key: a mark, the key's id, and
 * {@link AesGcm}'s bytes.
 */
public final class PayloadKey {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String MAC = "HmacSHA256";
  private static final int HEAD_BYTES = 1 + 2 * Long.BYTES;

  private final UUID id;
  private final SecretKeySpec key;

  PayloadKey(UUID id, byte[] key) {
    this.id = id;
    this.key = new SecretKeySpec(key, MAC);
  }

  /** By what it is named in what it has sealed. */
  public UUID id() {
    return id;
  }

  /** The key by which bytes say that they are sealed; empty where they are not. */
  public static Optional<UUID> of(byte[] stored) {
    if (stored.length < HEAD_BYTES || stored[0] != Codec.SEALED) {
      return Optional.empty();
    }
    ByteBuffer head = ByteBuffer.wrap(stored, 1, HEAD_BYTES - 1);
    return Optional.of(new UUID(head.getLong(), head.getLong()));
  }

  /**
   * Seals something of an execution or Map run.
   *
   * @param owner its id
   * @param part what of it this is
   */
  public byte[] seal(byte[] plain, UUID owner, String part) {
    byte[] sealed = cipher(owner).seal(plain, context(owner, part));
    return ByteBuffer.allocate(HEAD_BYTES + sealed.length).put(Codec.SEALED)
        .putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).put(sealed)
        .array();
  }

  /** @throws SealedException where it was sealed as something else, or was changed */
  public byte[] open(byte[] sealed, UUID owner, String part) {
    byte[] body = new byte[sealed.length - HEAD_BYTES];
    System.arraycopy(sealed, HEAD_BYTES, body, 0, body.length);
    return cipher(owner).open(body, context(owner, part));
  }

  /** The same for the same bytes of the same owner, and of no use to who guesses them without the key. */
  public byte[] mark(byte[] plain, UUID owner) {
    return mac(owner, plain);
  }

  private AesGcm cipher(UUID owner) {
    return AesGcm.of(mac(owner, new byte[0]), RANDOM);
  }

  private byte[] mac(UUID owner, byte[] rest) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      mac.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(owner.getMostSignificantBits())
          .putLong(owner.getLeastSignificantBits()).flip());
      return mac.doFinal(rest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no " + MAC, e);
    }
  }

  private static String context(UUID owner, String part) {
    return owner + "|" + part;
  }

  /** Does not show the key. */
  @Override
  public String toString() {
    return "PayloadKey[" + id + "]";
  }
}
