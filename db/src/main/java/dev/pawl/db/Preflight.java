package dev.pawl.db;

import dev.pawl.db.connection.UnsafeDatabaseException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the server must be before the engine trusts it.
 *
 * @param settings the server's settings by name, as this user's sessions start with them
 */
record Preflight(Map<String, String> settings) {
  private static final String SETTINGS = """
      select name, setting from pg_settings
      where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'server_version_num',
        'synchronous_standby_names')
      """;

  private static final int OLDEST_VERSION = 15_00_00;

  Preflight {
    settings = Map.copyOf(settings);
  }

  /** Reads the settings over a connection that has changed none. */
  static Preflight read(Connection connection) throws SQLException {
    Map<String, String> settings = new HashMap<>();
    try (var statement = connection.prepareStatement(SETTINGS);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        settings.put(rows.getString(1), rows.getString(2));
      }
    }
    return new Preflight(settings);
  }

  /**
   * Refuses a server that may forget what it has confirmed.
   *
   * @throws UnsafeDatabaseException which names the setting
   */
  void check() {
    for (String setting : new String[]{"fsync", "full_page_writes", "synchronous_commit"}) {
      if ("off".equals(settings.get(setting))) {
        throw new UnsafeDatabaseException(
            "The database server runs with " + setting
                + " = off, and so may lose executions that it has"
                + " confirmed. Set " + setting + " = on and start again.");
      }
    }
    String version = settings.getOrDefault("server_version_num", "0");
    if (Integer.parseInt(version) < OLDEST_VERSION) {
      throw new UnsafeDatabaseException(
          "The database server is too old: PostgreSQL 15 or later is needed.");
    }
  }

  /** Whether a commit waits for a second machine; without one, a failover may lose confirmed starts. */
  boolean synchronousStandby() {
    return !settings.getOrDefault("synchronous_standby_names", "").isBlank();
  }
}
