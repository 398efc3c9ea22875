package dev.pawl.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One fault that was done.
 *
 * @param begun when it struck
 * @param healed when all was mended
 * @param recovery from the mending until 90 % of the load went through again; empty where it did not in time
 * @param refused commits that the database refused in the meantime because their revision was stale
 */
record Round(FaultKind kind, Instant begun, Instant healed, Optional<Duration> recovery,
    int refused) {
  /** Until when trouble may come from it: lost calls are found up to 50 s after a death. */
  Instant until() {
    return healed.plus(recovery.orElse(Duration.ZERO)).plus(Duration.ofSeconds(50));
  }
}
