package dev.pawl.api.activity;

/** Tells the workers that wait in this process that a task of an activity was written; losing a signal costs a poll. */
@FunctionalInterface
public interface ActivitySignal {
  /**
   * A task was written, and its commit has returned; returns at once.
   *
   * @param activityArn the activity's ARN
   */
  void scheduled(String activityArn);
}
