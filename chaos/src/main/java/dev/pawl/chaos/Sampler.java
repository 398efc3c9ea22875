package dev.pawl.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Looks at open executions while the load runs: in one snapshot of the database the history must tell the stored state.
 */
final class Sampler implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int AT_ONCE = 10;

  private final Postgres postgres;
  private final Archive archive = new Archive();
  private final Findings findings = new Findings();
  private final Thread thread;
  private volatile boolean running = true;

  Sampler(Postgres postgres) {
    this.postgres = postgres;
    this.thread = Thread.ofPlatform().daemon().name("sampler").start(this::run);
  }

  private void run() {
    while (running) {
      try (Connection connection = postgres.connect()) {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        look(connection);
        connection.rollback();
      } catch (SQLException away) {
        // One of the faults; the next look is the same.
        findings.count(Verdict.V3, "looks that failed", 1);
      }
      Pause.of(EVERY);
    }
  }

  private void look(Connection connection) throws SQLException {
    for (Archive.Key key : archive.someOpen(connection, AT_ONCE)) {
      for (Stored stored : archive.load(connection, key.shard(), key.id())) {
        findings.count(Verdict.V3, "folded", 1);
        FoldCheck.difference(stored).ifPresent(difference -> findings.violation(Verdict.V3,
            stored.events().getLast().timestamp(),
            stored.execution().arn() + " (" + stored.execution().id() + ") " + difference));
      }
    }
  }

  /** Looks no more; what was found. */
  Findings end() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
    return findings;
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
  }
}
