package dev.pawl.local;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;

/** Is told what happens in a run while it happens, on the run's thread. */
@FunctionalInterface
public interface RunListener {
  /** Listens to nothing. */
  RunListener NONE = (_, _) -> {};

  /** @param execution the run's, or one of a Distributed Map's children, which tells by its parent which */
  void happened(Execution execution, HistoryEvent event);
}
