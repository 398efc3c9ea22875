package dev.pawl.db.connection;

import com.zaxxer.hikari.HikariDataSource;
import dev.pawl.db.connection.DatabaseUnavailableException.Reason;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.LongConsumer;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one kind of session, in autocommit. Recovers alone after the server was away.
 *
 * <p>As a {@link DataSource} it differs from the pool it wraps in one thing: where there is no connection to be
 * had, {@link #getConnection()} throws {@link DatabaseUnavailableException}.
 */
public final class Pool implements DataSource, AutoCloseable {
  private static final String READ_ONLY = "25006";

  private final HikariDataSource connections;
  private final DatabaseWatch watch;
  private final LongConsumer took;
  private final TenantSessions tenants;

  /**
   * @param watch told of what statements meet
   * @param took told of the nanoseconds that each write took that was done
   * @param tenants makes each session that of an account
   */
  public Pool(HikariDataSource connections, DatabaseWatch watch, LongConsumer took,
      TenantSessions tenants) {
    this.connections = connections;
    this.watch = watch;
    this.took = took;
    this.tenants = tenants;
  }

  /** Work with a connection. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object> {
    T with(Connection connection) throws SQLException;
  }

  /**
   * Does work that changes nothing.
   *
   * @throws DatabaseUnavailableException where there is no connection or it broke
   * @throws StatementFailedException where the server refused
   */
  public <T extends @Nullable Object> T read(Work<T> work) {
    Connection connection = getConnection();
    try (connection) {
      T done = work.with(connection);
      watch.answered();
      return done;
    } catch (SQLException e) {
      if (broke(e)) {
        String why = "The connection to the database broke: " + e.getMessage();
        watch.broke(why);
        throw new DatabaseUnavailableException(Reason.UNREACHABLE, why, e);
      }
      throw refused(e);
    }
  }

  /**
   * Does work that may change rows.
   *
   * @throws DatabaseUnavailableException where there is no connection; nothing was written
   * @throws UnknownCommitOutcomeException where the connection broke
   * @throws StatementFailedException where the server refused; the statement wrote nothing
   */
  public <T extends @Nullable Object> T write(Work<T> work) {
    Connection connection = getConnection();
    long begun = System.nanoTime();
    try (connection) {
      T done = work.with(connection);
      watch.answered();
      watch.written();
      took.accept(System.nanoTime() - begun);
      return done;
    } catch (SQLException e) {
      if (broke(e)) {
        String why = "The connection to the database broke before its answer: " + e.getMessage();
        watch.broke(why);
        throw new UnknownCommitOutcomeException(why, e);
      }
      if (READ_ONLY.equals(e.getSQLState())) {
        // It may stay so for this session alone, when the server writes again or another has taken its place.
        connections.evictConnection(connection);
      }
      throw refused(e);
    }
  }

  private StatementFailedException refused(SQLException e) {
    StatementFailedException refused = new StatementFailedException(e);
    watch.refused(refused);
    return refused;
  }

  /**
   * Does work in one transaction.
   *
   * @throws DatabaseUnavailableException where there is no connection; nothing was written
   * @throws UnknownCommitOutcomeException where the connection broke
   * @throws StatementFailedException where the server refused; the transaction wrote nothing
   */
  public <T extends @Nullable Object> T transaction(Work<T> work) {
    return write(connection -> {
      connection.setAutoCommit(false);
      boolean committed = false;
      try {
        T result = work.with(connection);
        connection.commit();
        committed = true;
        return result;
      } finally {
        if (!committed && !connection.isClosed()) {
          connection.rollback();
        }
        if (!connection.isClosed()) {
          connection.setAutoCommit(true);
        }
      }
    });
  }

  private static boolean broke(SQLException e) {
    String state = e.getSQLState();
    // 08: connection; 57P01 to 57P03: the server is going or coming; no state: the driver itself.
    return state == null || state.startsWith("08") || state.startsWith("57P");
  }

  @Override
  public Connection getConnection() {
    long begunAt = System.nanoTime();
    try {
      return entered(connections.getConnection());
    } catch (SQLException e) {
      DatabaseUnavailableException why = Reasons.of(e, connections.getJdbcUrl());
      // A pool that closes and a caller that is to end say nothing about the database.
      if (!connections.isClosed() && !(e.getCause() instanceof InterruptedException)) {
        watch.unavailable(begunAt, why);
      }
      throw why;
    }
  }

  private Connection entered(Connection connection) throws SQLException {
    try {
      tenants.enter(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      // Nobody knows whose session it is now.
      connections.evictConnection(connection);
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("a pool has one user");
  }

  @Override
  public void close() {
    connections.close();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return connections.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    connections.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    connections.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return connections.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return connections.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return connections.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return connections.isWrapperFor(type);
  }
}
