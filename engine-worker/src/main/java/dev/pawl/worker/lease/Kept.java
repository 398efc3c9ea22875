package dev.pawl.worker.lease;

/**
 * For how long what is over is kept.
 *
 * @param executionDays executions after their end, where their state machine has no tag that says so, and logs
 * @param auditDays what the audit table has
 */
public record Kept(int executionDays, int auditDays) {
  /** Executions as AWS keeps them, audit events for a year. */
  public static final Kept STANDARD = new Kept(90, 365);
}
