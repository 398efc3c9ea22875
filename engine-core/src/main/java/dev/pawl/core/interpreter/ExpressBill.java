package dev.pawl.core.interpreter;

import java.time.Duration;

/**
 * What AWS would bill for an Express execution (reference: the API's BillingDetails).
 *
 * @param millis begun hundreds of milliseconds
 * @param megabytes begun chunks of 64 MB
 */
public record ExpressBill(long millis, long megabytes) {
  private static final long BILLED_MILLIS = 100;
  private static final long BILLED_MEGABYTES = 64;
  private static final long MEGABYTE = 1_024L * 1_024;

  /** @param heldBytes the most data that it held at once */
  public static ExpressBill of(Duration took, long heldBytes) {
    return new ExpressBill(
        Math.max(1, Math.ceilDiv(took.toMillis(), BILLED_MILLIS)) * BILLED_MILLIS,
        Math.max(1, Math.ceilDiv(heldBytes, BILLED_MEGABYTES * MEGABYTE)) * BILLED_MEGABYTES);
  }
}
