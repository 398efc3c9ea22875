package dev.pawl.worker;

import dev.pawl.core.interpreter.Limits;
import dev.pawl.worker.lease.Kept;
import java.time.Duration;

/**
 * How a worker runs.
 *
 * @param region the region in ARNs and in task events
 * @param account the account in ARNs
 * @param build names the program's version in the list of nodes
 * @param interpreterThreads how many bursts are computed at once; the number of cores does well
 * @param lanes how many writers commit batches; 1 or 2
 * @param batch how many bursts a lane commits at once; at most 500
 * @param watchdog how often an execution with a call under way is looked at, in case its worker died
 * @param poll how long the reader sleeps where it knows of nothing due
 * @param drain how long a stopping worker waits for its calls
 * @param onlyNode whether nobody else can be working on this database, so that all leases are free at the start
 * @param limits the bounds of executions
 * @param kept for how long what is over is kept
 */
public record WorkerSettings(String region, String account, String build, int interpreterThreads,
    int lanes, int batch,
    Duration watchdog, Duration poll, Duration drain, boolean onlyNode, Limits limits,
    Kept kept) {
  /** The engine's own values for a node among others. */
  public static WorkerSettings standard(String region, String account, String build) {
    return new WorkerSettings(
        region, account, build, Math.max(2, Runtime.getRuntime().availableProcessors()), 2, 500,
        Duration.ofSeconds(30),
        Duration.ofMillis(200), Duration.ofSeconds(5), false, Limits.DEFAULT,
        Kept.STANDARD);
  }

  /** The same for a node that is known to be alone. */
  public WorkerSettings alone() {
    return new WorkerSettings(
        region, account, build, interpreterThreads, lanes, batch, Duration.ofSeconds(5), poll,
        drain, true, limits, kept);
  }

  /**
   * The same for a node that is alone on a database whose time is moved by hand: calls whose answer never comes
   * are not looked at before their timeout, and a stop waits for none.
   */
  public WorkerSettings rehearsing() {
    return new WorkerSettings(
        region, account, build, interpreterThreads, lanes, batch, Duration.ofDays(40_000), poll,
        Duration.ZERO, true, limits, kept);
  }

  /** The same with other bounds of executions. */
  public WorkerSettings within(Limits other) {
    return new WorkerSettings(
        region, account, build, interpreterThreads, lanes, batch, watchdog, poll, drain, onlyNode,
        other, kept);
  }

  /** The same that keeps what is over for other times. */
  public WorkerSettings keeping(Kept other) {
    return new WorkerSettings(
        region, account, build, interpreterThreads, lanes, batch, watchdog, poll, drain, onlyNode,
        limits, other);
  }
}
