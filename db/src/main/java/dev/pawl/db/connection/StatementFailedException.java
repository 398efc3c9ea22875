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

  /**
   * Whether the same statement may succeed later: the server is out of resources or its disk fails, a lock was not to be
   * had, it took too long, or the server only reads at the moment.
   */
  public boolean isPassing() {
    return sqlState.startsWith("53") || sqlState.startsWith("58") || sqlState.equals("55P03")
        || sqlState.equals("57014")
        || sqlState.equals("25006");
  }
}
