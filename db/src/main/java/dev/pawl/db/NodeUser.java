package dev.pawl.db;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.UnsafeDatabaseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A database user that nodes may have besides the owner of the tables: it reads and writes rows, and changes no table
 * but for the partitions of the days.
 */
final class NodeUser {
  private static final String EXISTS = "select 1 from pg_roles where rolname = ?";

  /** May be repeated; tables and functions that a later release adds come with the next time. */
  private static final String GRANTS = """
      select
        format('grant usage on schema %1$I to %2$I; ', current_schema, ?::text)
        || format('grant select, insert, update, delete on all tables in schema %1$I to %2$I; ', current_schema, ?::text)
        || format('revoke insert, update, delete on flyway_schema_history from %I; ', ?::text)
        || format('grant execute on function pawl_attach_day(text, integer), pawl_drop_day(text, integer), pawl_analyze(text) to %I; ', ?::text)
        || format('grant pawl_tenant to %I', ?::text)
      """;
  private static final int TIMES = 5;

  private NodeUser() {}

  /** @throws UnsafeDatabaseException where the server has no such user */
  static void grant(Pool pool, String user) {
    pool.transaction(connection -> {
      if (!exists(connection, user)) {
        throw new UnsafeDatabaseException("The server has no user " + user
            + "; make it with `create user`, and try again.");
      }
      try (var statement = connection.createStatement()) {
        return statement.execute(grants(connection, user));
      }
    });
  }

  private static boolean exists(Connection connection, String user) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EXISTS)) {
      statement.setString(1, user);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static String grants(Connection connection, String user) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(GRANTS)) {
      for (int i = 1; i <= TIMES; i++) {
        statement.setString(i, user);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
