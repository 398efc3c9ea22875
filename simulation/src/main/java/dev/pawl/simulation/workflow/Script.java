package dev.pawl.simulation.workflow;

/**
 * What the world answers to a task: always the same to the same question.
 *
 * @param failures so many tries of a visit fail
 * @param error with what they fail
 * @param plus added to the result
 * @param seconds how long the work takes, of a callback or an activity
 * @param isSilent whether no heartbeat is sent
 */
public record Script(int failures, String error, int plus, int seconds, boolean isSilent) {
  /** Whether a try fails, counted from 0. */
  public boolean fails(int retry) {
    return retry < failures;
  }

  /** The number under {@code r} in the result. */
  public long result(long n) {
    return 3 * n + plus;
  }
}
