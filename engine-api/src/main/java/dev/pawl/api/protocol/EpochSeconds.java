package dev.pawl.api.protocol;

import java.math.BigDecimal;
import java.time.Instant;

/** Times as the protocol writes them. */
public final class EpochSeconds {
  private static final int MILLIS = 3;

  private EpochSeconds() {}

  /** Seconds since 1970 with three decimals. */
  public static BigDecimal of(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), MILLIS);
  }
}
