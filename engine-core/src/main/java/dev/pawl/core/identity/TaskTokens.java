package dev.pawl.core.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes and reads the task tokens of one account: base64url of shard, execution, sequence number and
 * attempt, and 16 bytes of HMAC-SHA256 over these and the account's number. A token of another account or
 * of another key does not read. 55 characters. Safe for use by many threads.
 */
public final class TaskTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BODY_LENGTH = 1 + 16 + 4 + 4;
  private static final int MAC_LENGTH = 16;
  private static final int SHORTEST_KEY = 32;
  /** Base64 without padding: 4 characters for 3 bytes. */
  private static final int TEXT_LENGTH = ((BODY_LENGTH + MAC_LENGTH) * 4 + 2) / 3;

  private final SecretKeySpec key;
  private final byte[] account;

  /**
   * @param key at least 32 secret bytes, the same on every node
   * @param accountId the account whose tokens these are
   */
  public TaskTokens(byte[] key, String accountId) {
    if (key.length < SHORTEST_KEY) {
      throw new IllegalArgumentException("the key for task tokens must have at least 32 bytes");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.account = accountId.getBytes(StandardCharsets.UTF_8);
  }

  private TaskTokens(SecretKeySpec key, byte[] account) {
    this.key = key;
    this.account = account;
  }

  /** Those of another account, with the same key. */
  public TaskTokens of(String accountId) {
    return new TaskTokens(key, accountId.getBytes(StandardCharsets.UTF_8));
  }

  /** The token of one attempt; the same whenever it is asked for. */
  public String issue(int shard, UUID id, int seq, int attempt) {
    return issue(new TaskToken(shard, id, seq, attempt));
  }

  /** The token of one attempt; the same whenever it is asked for. */
  public String issue(TaskToken token) {
    byte[] body = ByteBuffer.allocate(BODY_LENGTH)
        .put((byte) token.shard())
        .putLong(token.id().getMostSignificantBits())
        .putLong(token.id().getLeastSignificantBits())
        .putInt(token.seq())
        .putInt(token.attempt())
        .array();
    byte[] whole = Arrays.copyOf(body, BODY_LENGTH + MAC_LENGTH);
    System.arraycopy(mac(body), 0, whole, BODY_LENGTH, MAC_LENGTH);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  /** What the token names; empty for any text that {@link #issue} of this account and key never gave. */
  public Optional<TaskToken> read(String token) {
    if (token.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    byte[] whole;
    try {
      whole = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    byte[] body = Arrays.copyOf(whole, BODY_LENGTH);
    byte[] claimed = Arrays.copyOfRange(whole, BODY_LENGTH, whole.length);
    if (!MessageDigest.isEqual(claimed, Arrays.copyOf(mac(body), MAC_LENGTH))) {
      return Optional.empty();
    }
    ByteBuffer fields = ByteBuffer.wrap(body);
    TaskToken read = new TaskToken(
        Byte.toUnsignedInt(fields.get()),
        new UUID(fields.getLong(), fields.getLong()),
        fields.getInt(),
        fields.getInt());
    // The last character carries two unused bits: only one of its four spellings was issued.
    return issue(read).equals(token) ? Optional.of(read) : Optional.empty();
  }

  private byte[] mac(byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(account);
      // Keeps the account's end and the body's start apart.
      mac.update((byte) 0);
      return mac.doFinal(body);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
    }
  }
}
