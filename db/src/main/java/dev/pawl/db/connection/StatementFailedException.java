package dev.pawl.db.connection;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The server refused a statement; nothing of it was written. */
public final class StatementFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public StatementFailedException(SQLException cause) {
    super(cause.getMessage(), cause);
    @Nullable
    String state = cause.getSQLState();
    this.sqlState = state == null ? "" : state;
  }

  /** The five characters of SQLSTATE; empty where the driver gave none. */
  public String sqlState() {
    return sqlState;
  }
}
