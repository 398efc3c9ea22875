package dev.pawl.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pawl.db.connection.DatabaseWatch;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.TenantSessions;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** How this node connects to its database, and with which settings of the session for which use. */
final class Connections {
  private static final String SESSION = """
      set synchronous_commit = on;
      set lock_timeout = '4s';
      set idle_in_transaction_session_timeout = '10s';
      """;

  private static final String GENERAL_SESSION = SESSION + "set statement_timeout = '30s'";

  /**
   * Rows that a transaction inserts become visible within the statement timeout, which the readers'
   * low-water mark relies on. The planner would otherwise scan the near-empty, churning tables whole.
   */
  private static final String WRITER_SESSION = SESSION
      + """
      set statement_timeout = '5s';
      set enable_seqscan = off;
      set enable_hashjoin = off;
      set enable_mergejoin = off;
      set plan_cache_mode = force_generic_plan
      """;

  /** A change of the schema may rebuild the indexes of large tables. */
  private static final String SCHEMA_SESSION = "set lock_timeout = '60s'; set statement_timeout = 0";

  private static final int SCHEMA_CONNECTIONS = 3;

  /** Longer than any statement may take: it ends what waits for a machine that is gone. */
  private static final String SOCKET_SECONDS = "40";

  /** Changes of the schema may take as long as they need. */
  private static final String ANY_TIME = "0";

  private final DatabaseSettings settings;
  private final MeterRegistry meters;

  Connections(DatabaseSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.meters = meters;
  }

  /** One connection beside the pools, to be closed by the caller. */
  Connection connect() throws SQLException {
    Properties properties = driverProperties(SOCKET_SECONDS);
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    return DriverManager.getConnection(settings.url(), properties);
  }

  /** Those that read, and change what is small and seldom. */
  Pool general(DatabaseWatch watch, TenantSessions tenants) {
    return new Pool(
        pooled("pawl-general", settings.poolSize(), GENERAL_SESSION, SOCKET_SECONDS), watch,
        _ -> {}, tenants);
  }

  /** Those of the engine's own reads and commits. */
  Pool writers(DatabaseWatch watch) {
    return new Pool(pooled("pawl-writer", settings.writers(), WRITER_SESSION, SOCKET_SECONDS),
        watch, watch::took, new TenantSessions());
  }

  /** Those that change the schema. */
  Pool schema(DatabaseWatch watch) {
    return new Pool(pooled("pawl-schema", SCHEMA_CONNECTIONS, SCHEMA_SESSION, ANY_TIME), watch,
        _ -> {}, new TenantSessions());
  }

  private HikariDataSource pooled(String name, int size, String session, String socketSeconds) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(Math.max(250, settings.patience().toMillis()));
    config.setValidationTimeout(Math.max(250, Math.min(3_000, settings.patience().toMillis() - 1)));
    config.setMaxLifetime(Duration.ofMinutes(30).toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    config.setConnectionInitSql(session);
    // The preflight has connected just now.
    config.setInitializationFailTimeout(-1);
    config.setDataSourceProperties(driverProperties(socketSeconds));
    config.setMetricRegistry(meters);
    return new HikariDataSource(config);
  }

  private Properties driverProperties(String socketSeconds) {
    String patience = Long.toString(Math.max(1, settings.patience().toSeconds()));
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "pawl");
    properties.setProperty("connectTimeout", patience);
    properties.setProperty("loginTimeout", patience);
    properties.setProperty("socketTimeout", socketSeconds);
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }
}
