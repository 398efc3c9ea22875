package dev.pawl.api;

import dev.pawl.api.access.Rates;
import dev.pawl.core.interpreter.Limits;

/**
 * Whom the API serves.
 *
 * @param account the account of all resources, 12 digits
 * @param region the region in their ARNs
 * @param key at least 32 secret bytes, the same on every node, for task tokens and page tokens
 * @param strictValidation whether ValidateStateMachineDefinition gives no warning that AWS would not give
 * @param limits the bounds of executions, the same as those of the workers
 * @param quotas the bounds of what is created
 * @param rates how often an account may call what
 */
public record ApiSettings(String account, String region, byte[] key, boolean strictValidation,
    Limits limits, Quotas quotas, Rates rates) {
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

  /** With AWS's limits, as often as somebody likes. */
  public ApiSettings(String account, String region, byte[] key, boolean strictValidation) {
    this(account, region, key, strictValidation, Limits.DEFAULT, Quotas.DEFAULT, Rates.NONE);
  }

  /** With warnings of our own. */
  public ApiSettings(String account, String region, byte[] key) {
    this(account, region, key, false);
  }

  /** The same for another account. */
  public ApiSettings of(String other) {
    return new ApiSettings(other, region, key, strictValidation, limits, quotas, rates);
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
