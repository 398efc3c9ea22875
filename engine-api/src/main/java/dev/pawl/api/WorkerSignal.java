package dev.pawl.api;

/** Tells a worker, in this process or another, that something was written for it; losing a signal costs a poll. */
@FunctionalInterface
public interface WorkerSignal {
  void nudge();

  /** The same where the shard of what was written is known, so that the node which looks after it is told. */
  default void nudge(int shard) {
    nudge();
  }
}
