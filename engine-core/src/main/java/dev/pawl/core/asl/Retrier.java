package dev.pawl.core.asl;

import java.util.List;
import java.util.OptionalLong;

/**
 * When and how often to try again (reference: asl, section 8).
 *
 * @param intervalSeconds the delay before the first retry; at least 1
 * @param maxAttempts how many retries; 0 for none
 * @param backoffRate what the delay is multiplied by from retry to retry; at least 1.0
 * @param maxDelaySeconds what the delay never passes
 * @param fullJitter whether the delay is drawn evenly between 0 and its length
 */
public record Retrier(List<String> errorEquals, long intervalSeconds, long maxAttempts,
    double backoffRate,
    OptionalLong maxDelaySeconds, boolean fullJitter) {
  public Retrier {
    errorEquals = List.copyOf(errorEquals);
  }
}
