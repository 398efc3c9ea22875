package dev.pawl.api;

/** Tells a worker in the same process that something was written for it; losing a signal costs a poll. */
@FunctionalInterface
public interface WorkerSignal {
  void nudge();
}
