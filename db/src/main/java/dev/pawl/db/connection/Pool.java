package dev.pawl.db.connection;

import com.zaxxer.hikari.HikariDataSource;
import dev.pawl.db.connection.DatabaseUnavailableException.Reason;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
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

  public Pool(HikariDataSource connections) {
    this.connections = connections;
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
      return work.with(connection);
    } catch (SQLException e) {
      if (broke(e)) {
        throw new DatabaseUnavailableException(
            Reason.UNREACHABLE, "The connection to the database broke: " + e.getMessage(), e);
      }
      throw new StatementFailedException(e);
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
    try (connection) {
      return work.with(connection);
    } catch (SQLException e) {
      if (broke(e)) {
        throw new UnknownCommitOutcomeException(
            "The connection to the database broke before its answer: " + e.getMessage(), e);
      }
      if (READ_ONLY.equals(e.getSQLState())) {
        // It may stay so for this session alone, when the server writes again or another has taken its place.
        connections.evictConnection(connection);
      }
      throw new StatementFailedException(e);
    }
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
    try {
      return connections.getConnection();
    } catch (SQLException e) {
      throw Reasons.of(e, connections.getJdbcUrl());
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
