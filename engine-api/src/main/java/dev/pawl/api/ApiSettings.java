package dev.pawl.api;

/**
 * Whom the API serves.
 *
 * @param account the account of all resources, 12 digits
 * @param region the region in their ARNs
 * @param key at least 32 secret bytes, the same on every node, for task tokens and page tokens
 */
public record ApiSettings(String account, String region, byte[] key) {
  private static final int SHORTEST_KEY = 32;

  public ApiSettings {
    if (!account.matches("\\d{12}")) {
      throw new IllegalArgumentException("an account has 12 digits: " + account);
    }
    if (key.length < SHORTEST_KEY) {
      throw new IllegalArgumentException("the API's key must have at least 32 bytes");
    }
    key = key.clone();
  }

  @Override
  public byte[] key() {
    return key.clone();
  }

  /** Does not show the key. */
  @Override
  public String toString() {
    return "ApiSettings[" + account + ", " + region + "]";
  }
}
