package dev.pawl.db.connection;

import dev.pawl.db.connection.DatabaseUnavailableException.Reason;
import java.sql.SQLException;

/** Reads from the driver's exception why there is no connection. */
public final class Reasons {
  private Reasons() {}

  /** One clear sentence for a failed attempt to connect; the URL is shown without its parameters. */
  public static DatabaseUnavailableException of(SQLException failure, String url) {
    SQLException told = told(failure);
    String state = told.getSQLState() == null ? "" : told.getSQLState();
    String where = url.replaceFirst("\\?.*", "");
    return switch (state) {
      case "28P01", "28000" -> new DatabaseUnavailableException(
          Reason.PASSWORD_REFUSED,
          "The database at " + where + " refused the user or the password: " + firstLine(told),
          failure);
      case "3D000" -> new DatabaseUnavailableException(
          Reason.NO_SUCH_DATABASE,
          "The server has no database of the name in " + where + ": " + firstLine(told),
          failure);
      case "53300" -> new DatabaseUnavailableException(
          Reason.BUSY, "The server at " + where + " has no free connection slot.", failure);
      case "" -> new DatabaseUnavailableException(
          Reason.BUSY, "No connection to " + where + " became free in time.", failure);
      default -> state.startsWith("08") || state.startsWith("57P")
          ? new DatabaseUnavailableException(
              Reason.UNREACHABLE,
              "The database at " + where + " cannot be reached: " + firstLine(told), failure)
          : new DatabaseUnavailableException(
              Reason.REFUSED,
              "The database at " + where + " refused the connection: " + firstLine(told),
              failure);
    };
  }

  /** A pool that ran out of time wraps what the driver said last. */
  private static SQLException told(SQLException failure) {
    return failure.getCause() instanceof SQLException inner ? inner : failure;
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
