package dev.pawl.db;

import dev.pawl.db.execution.CommitForm;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A database of its own for a test class, on the one PostgreSQL server of the JVM, which keeps what it
 * confirms (fsync is on). A field of the class: {@code static final TestDatabase DB = TestDatabase.create()}. The
 * server goes with the JVM. System property {@code pawl.test.server} ({@code host:port}, user postgres without
 * password) names another server, for instance of an older release.
 */
public final class TestDatabase implements AutoCloseable {
  private static final String USER = "postgres";
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  private final String url;
  private @Nullable Database database;

  private TestDatabase(String url) {
    this.url = url;
  }

  /** An empty database. */
  public static TestDatabase create() {
    String name = "test_" + Long.toString(ProcessHandle.current().pid()) + "_"
        + COUNT.incrementAndGet();
    String address = address();
    try (Connection connection = DriverManager.getConnection(
        "jdbc:postgresql://" + address + "/postgres", USER, "");
        var statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("show fsync")) {
        row.next();
        if (!"on".equals(row.getString(1))) {
          throw new IllegalStateException("a test server without fsync proves nothing");
        }
      }
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create a test database", e);
    }
    return new TestDatabase("jdbc:postgresql://" + address + "/" + name);
  }

  private static String address() {
    String other = System.getProperty("pawl.test.server", "");
    return other.isEmpty() ? "localhost:" + server().getPort() : other;
  }

  private static synchronized EmbeddedPostgres server() {
    EmbeddedPostgres running = server;
    if (running == null) {
      try {
        running = EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "200")
            .setPGStartupWait(Duration.ofSeconds(60))
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start the test server", e);
      }
      server = running;
    }
    return running;
  }

  /** How to reach it. */
  public DatabaseSettings settings() {
    return new DatabaseSettings(url, USER, "", 4, 4, Duration.ofSeconds(5),
        CommitForm.SINGLE_STATEMENT);
  }

  /** The engine's database in it: opened on first use, closed with this. */
  public synchronized Database open() {
    Database known = database;
    if (known == null) {
      known = Database.open(settings());
      database = known;
    }
    return known;
  }

  /** The same, with starts and commits written in a form; to be called before {@link #open()}. */
  public synchronized Database open(CommitForm form) {
    Database known = Database.open(settings().writtenBy(form));
    database = known;
    return known;
  }

  /** Runs statements as the test's own. */
  public void execute(String sql) {
    try (Connection connection = connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of the first row as a number. */
  public long count(String sql) {
    try (Connection connection = connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** A connection with the server's own settings. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, USER, "");
  }

  @Override
  public synchronized void close() {
    Database known = database;
    if (known != null) {
      known.close();
      database = null;
    }
  }
}
