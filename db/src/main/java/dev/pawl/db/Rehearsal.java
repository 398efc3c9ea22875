package dev.pawl.db;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.execution.ExecutionKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A database for rehearsals: its time can be moved on, and its rows can be wiped. All sessions look {@code now()}
 * up in a schema of this database before they look it up in PostgreSQL's own, so that the engine's statements run
 * as they are. Leases, which tell living nodes from dead ones, stay in real time.
 */
public final class Rehearsal implements AutoCloseable {
  private static final List<String> VIRTUAL_TIME = List.of(
      "create schema clock",
      "create table clock.shift (length interval not null)",
      "insert into clock.shift values (interval '0')",
      """
      create function clock.now() returns timestamptz language sql stable
      as 'select pg_catalog.now() + (select length from clock.shift)'
      """,
      """
      create function clock.clock_timestamp() returns timestamptz language sql volatile
      as 'select pg_catalog.clock_timestamp() + (select length from clock.shift)'
      """);

  private static final String SEARCH_PATH = "public,clock,pg_catalog";

  private static final List<String> PASS = List.of(
      "update clock.shift set length = length + make_interval(secs => ?)",
      "update node set expires_at = expires_at + make_interval(secs => ?)",
      "update shard_lease set expires_at = expires_at + make_interval(secs => ?) where owner is not null");

  private static final String PULSE = """
      select coalesce((select string_agg(id || ' ' || rev, ',' order by id) from run), ''),
        exists (select from inbox) or exists (select from run where wake_at <= now())
      """;

  private static final String OPEN = "select shard, id from run order by id";

  /** What users made; the schema, the server's keys, nodes and leases stay. */
  private static final List<String> CLEARED = List.of(
      "run", "task", "inbox", "map_item", "map_run", "express_start", "exec_name", "execution",
      "history", "payload", "log_event", "audit_event",
      "state_machine_revision", "state_machine_version", "state_machine_alias", "state_machine",
      "activity", "resource_tag");

  private final Pool pool;
  private final Database database;

  private Rehearsal(Pool pool, Database database) {
    this.pool = pool;
    this.database = database;
  }

  /**
   * Opens an empty database with a clock of its own.
   *
   * @throws dev.pawl.db.connection.DatabaseUnavailableException where there is no such database or user
   */
  public static Rehearsal open(DatabaseSettings settings) {
    try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(),
        settings.password());
        var statement = connection.createStatement()) {
      for (String sql : VIRTUAL_TIME) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot prepare the database for a rehearsal", e);
    }
    String url = settings.url() + (settings.url().contains("?") ? "&" : "?") + "currentSchema="
        + SEARCH_PATH;
    Database database = Database.open(new DatabaseSettings(url, settings.user(),
        settings.password(), settings.poolSize(), settings.writers(), settings.patience(),
        settings.form()));
    return new Rehearsal(database.general(), database);
  }

  /** The engine's database; closed with this. */
  public Database database() {
    return database;
  }

  /** Moves the database's time on. */
  public void pass(Duration time) {
    pool.transaction(connection -> {
      for (String sql : PASS) {
        try (var statement = connection.prepareStatement(sql)) {
          statement.setDouble(1, time.toNanos() / 1e9);
          statement.executeUpdate();
        }
      }
      return true;
    });
    database.clock().resample();
    database.ensurePartitions(1);
  }

  /** The executions that have not ended. */
  public List<ExecutionKey> open() {
    return pool.read(connection -> {
      List<ExecutionKey> keys = new ArrayList<>();
      try (var statement = connection.prepareStatement(OPEN);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(new ExecutionKey(rows.getInt(1), rows.getObject(2, UUID.class)));
        }
      }
      return keys;
    });
  }

  /**
   * How everything that is open stands.
   *
   * @param revisions of all open executions and Map runs
   * @param isAnythingDue whether an alarm has rung, or a message waits for anybody
   */
  public record Pulse(String revisions, boolean isAnythingDue) {}

  /** How everything that is open stands at this moment. */
  public Pulse pulse() {
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(PULSE);
          ResultSet row = statement.executeQuery()) {
        row.next();
        return new Pulse(row.getString(1), row.getBoolean(2));
      }
    });
  }

  /** Wipes everything that users made. */
  public void clear() {
    pool.transaction(connection -> {
      try (var statement = connection.createStatement()) {
        for (String table : CLEARED) {
          statement.addBatch("delete from " + table);
        }
        statement.executeBatch();
      }
      return true;
    });
  }

  @Override
  public void close() {
    database.close();
  }
}
