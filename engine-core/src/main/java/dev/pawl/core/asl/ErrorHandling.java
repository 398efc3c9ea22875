package dev.pawl.core.asl;

import java.util.List;

/** What a Task, Parallel or Map state does about a failure: first its retriers, then its catchers. */
public record ErrorHandling(List<Retrier> retriers, List<Catcher> catchers) {
  public ErrorHandling {
    retriers = List.copyOf(retriers);
    catchers = List.copyOf(catchers);
  }
}
