package dev.pawl.bench.engine;

import dev.pawl.db.Database;
import dev.pawl.db.DatabaseSettings;
import dev.pawl.db.execution.CommitForm;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** An embedded PostgreSQL of one benchmark: durable commits, the settings that docs/performance.md asks for. */
public final class ScratchDatabase implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private ScratchDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /** Starts it. */
  public static ScratchDatabase start() {
    try {
      return new ScratchDatabase(
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("shared_buffers", "1GB")
              .setServerConfig("max_connections", "100")
              .setServerConfig("max_wal_size", "8GB")
              .setServerConfig("checkpoint_timeout", "15min")
              .setServerConfig("wal_compression", "on")
              .setServerConfig("autovacuum_naptime", "10s")
              .setPGStartupWait(Duration.ofSeconds(60))
              .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
    }
  }

  String url() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  Database open() {
    return Database.open(DatabaseSettings.of(url(), "postgres", ""));
  }

  /** @param writers connections for starts and commits */
  Database open(int writers) {
    return Database.open(
        new DatabaseSettings(url(), "postgres", "", 2, writers, Duration.ofSeconds(5),
            CommitForm.SINGLE_STATEMENT));
  }

  /** A connection past the engine's pools. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "");
  }

  /** Runs statements. */
  void run(String sql) throws SQLException {
    try (Connection connection = connect(); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The number that a query gives. */
  long number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Has the server do nothing by itself, so that its counters are the engine's. */
  void keepStill() throws SQLException, InterruptedException {
    run("alter system set autovacuum = off");
    run("select pg_reload_conf()");
    while (number(
        "select count(*) from pg_stat_activity where backend_type like 'autovacuum%'") > 0) {
      Thread.sleep(Duration.ofMillis(100));
    }
  }

  /** What server and engine have used so far. */
  Cost cost() throws SQLException {
    return new Cost(number("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"),
        number("select sum(xact_commit)::bigint from pg_stat_database"), cpuOfServer(),
        cpu(ProcessHandle.current()));
  }

  /** Of the processes that live now; those of the engine's connections live as long as the engine. */
  private Duration cpuOfServer() throws SQLException {
    Duration sum = Duration.ZERO;
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pid from pg_stat_activity")) {
      while (row.next()) {
        sum = sum.plus(
            ProcessHandle.of(row.getLong(1)).map(ScratchDatabase::cpu).orElse(Duration.ZERO));
      }
    }
    return sum;
  }

  private static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * Counters.
   *
   * @param walBytes bytes of WAL ever written
   * @param commits transactions ever committed, those that read included; up to a second behind
   * @param serverCpu processor time of PostgreSQL
   * @param engineCpu processor time of this process, its load included
   */
  record Cost(long walBytes, long commits, Duration serverCpu, Duration engineCpu) {
    Cost since(Cost before) {
      return new Cost(walBytes - before.walBytes, commits - before.commits,
          serverCpu.minus(before.serverCpu), engineCpu.minus(before.engineCpu));
    }

    /** Rows about the cost of one execution. */
    void report(Report report, long executions, String mostWal, String mostCommits) {
      report.row("WAL bytes per execution", (double) walBytes / executions, mostWal);
      report.row("commits per execution", (double) commits / executions, mostCommits);
      report.row("processor time of PostgreSQL per execution, µs",
          serverCpu.toNanos() / 1e3 / executions, "");
      report.row("processor time of engine and callers per execution, µs",
          engineCpu.toNanos() / 1e3 / executions, "");
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
