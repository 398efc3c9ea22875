package dev.pawl.api.protocol;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes and reads page tokens: base64url of 16 bytes of HMAC-SHA256, of the minute of their issue and of where the next
 * page begins. A token is good for its account, operation and filter only, and for 24 hours, as AWS's. Safe for use by
 * many threads.
 */
public final class PageTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_LENGTH = 16;
  private static final long LONGEST_MINUTES = 24 * 60;
  private static final String SEPARATOR = " ";

  private final SecretKeySpec key;
  private final String account;
  private final InstantSource clock;

  /**
   * @param key at least 32 secret bytes, the same on every node
   * @param account the account whose lists these are
   * @param clock the same on every node: the database's
   */
  public PageTokens(byte[] key, String account, InstantSource clock) {
    this.clock = clock;
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.account = account;
  }

  /**
   * The token of the next page.
   *
   * @param filter all that the caller asked for besides the size of a page
   * @param cursor where the page begins
   */
  public String issue(String operation, String filter, String cursor) {
    String text = minute() + SEPARATOR + cursor;
    byte[] place = text.getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(mac(operation, filter, text), MAC_LENGTH + place.length);
    System.arraycopy(place, 0, whole, MAC_LENGTH, place.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  /**
   * Where the page of a token begins.
   *
   * @throws ApiException {@code InvalidToken} where the token was altered, given for something else, or is too old
   */
  public String read(String operation, String filter, String token) {
    byte[] whole;
    try {
      whole = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      throw invalid();
    }
    if (whole.length < MAC_LENGTH) {
      throw invalid();
    }
    String text = new String(whole, MAC_LENGTH, whole.length - MAC_LENGTH,
        StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(Arrays.copyOf(whole, MAC_LENGTH), mac(operation, filter, text))) {
      throw invalid();
    }
    int separator = text.indexOf(SEPARATOR);
    if (separator < 0) {
      throw invalid();
    }
    if (Long.parseLong(text, 0, separator, 10) + LONGEST_MINUTES < minute()) {
      throw ApiError.INVALID_TOKEN.about("The page token has expired");
    }
    return text.substring(separator + 1);
  }

  private long minute() {
    return clock.instant().getEpochSecond() / 60;
  }

  private static ApiException invalid() {
    return ApiError.INVALID_TOKEN.about("The page token is not one of this request");
  }

  private byte[] mac(String... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      // Another beginning than a task token's, which has the same key.
      part(mac, "page 2");
      part(mac, account);
      for (String part : parts) {
        part(mac, part);
      }
      return Arrays.copyOf(mac.doFinal(), MAC_LENGTH);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
    }
  }

  private static void part(Mac mac, String part) {
    mac.update(part.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
  }
}
