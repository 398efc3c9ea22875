package dev.pawl.core.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The name of a payload that is kept apart: the first 16 bytes of the SHA-256 of its UTF-8 text. */
public final class PayloadHash {
  /** The length of a hash in bytes. */
  public static final int LENGTH = 16;

  private final byte[] bytes;

  private PayloadHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes a stored hash; the array is copied. */
  public static PayloadHash ofBytes(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a payload hash has 16 bytes, not " + bytes.length);
    }
    return new PayloadHash(bytes.clone());
  }

  /** Hashes a payload's text. */
  public static PayloadHash of(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256")
          .digest(text.getBytes(StandardCharsets.UTF_8));
      return new PayloadHash(Arrays.copyOf(digest, LENGTH));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PayloadHash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
