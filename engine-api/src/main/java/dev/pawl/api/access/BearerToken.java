package dev.pawl.api.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token of Pawl's own: {@code pawl_}, the id that names it, and 256 random bits.
 *
 * @param hash SHA-256 of the whole text
 */
public record BearerToken(String id, byte[] hash) {
  private static final Pattern FORM = Pattern.compile("pawl_([0-9a-f]{16})_[A-Za-z0-9_-]{43}");
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;

  /** A new token's text, which is shown once and kept by nobody. */
  public static String generate(SecureRandom random) {
    byte[] id = new byte[ID_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(secret);
    return "pawl_" + HexFormat.of().formatHex(id) + "_"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** Reads a token's text; empty where it is none of Pawl's. */
  public static Optional<BearerToken> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new BearerToken(form.group(1), sha256(text)))
        : Optional.empty();
  }

  /** What tells tokens apart: the id alone would let a wrong token in while the right one is known. */
  String cacheKey() {
    return id + HexFormat.of().formatHex(hash);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  /** Shows the id alone. */
  @Override
  public String toString() {
    return "BearerToken[" + id + "]";
  }
}
