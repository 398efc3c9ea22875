package dev.pawl.db.connection;

import java.time.Duration;
import java.time.Instant;

/** This machine's clock and the database's differ by more than a minute. */
public final class ClockSkewException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClockSkewException(Instant database, Instant here, Duration limit) {
    super(
        "This machine's clock says " + here + " and the database's " + database + ": more than "
            + limit.toSeconds() + " s apart. Set the clocks (NTP) and start again.");
  }
}
