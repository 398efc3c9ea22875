package dev.pawl.api.activity;

/** Tells the pollers in this process that a task of an activity was written; losing a signal costs a poll. */
@FunctionalInterface
public interface ActivitySignal {
  void nudge();
}
