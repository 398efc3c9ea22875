package dev.pawl.core.maprun;

import java.util.Optional;

/**
 * A child that was there before its Map run was redriven.
 *
 * @param status how it has ended; empty while it runs
 * @param items on how many items it works
 * @param redrives how often it was redriven
 */
public record KnownChild(int index, Optional<ChildStatus> status, int items, int redrives) {
  boolean hasSucceeded() {
    return status.filter(ChildStatus.SUCCEEDED::equals).isPresent();
  }
}
