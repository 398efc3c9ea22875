package dev.pawl.db;

import dev.pawl.db.execution.CommitForm;
import java.time.Duration;

/**
 * How to reach the database.
 *
 * @param url a JDBC URL, {@code jdbc:postgresql://host:port/database}
 * @param user the role that owns the tables or may write them
 * @param password its password; empty where the server asks for none
 * @param poolSize connections for everything but the writer lanes, at least 1
 * @param writers connections for starts and commits, at least 1
 * @param patience how long a caller waits for a connection, and the opening for the server
 * @param form how starts and commits are written
 */
public record DatabaseSettings(
    String url, String user, String password, int poolSize, int writers, Duration patience,
    CommitForm form) {
  public DatabaseSettings {
    if (poolSize < 1 || writers < 1) {
      throw new IllegalArgumentException("a pool needs at least one connection");
    }
  }

  /** Ten connections, twelve writers (four for the lanes, the others for answers by token and claims), five seconds. */
  public static DatabaseSettings of(String url, String user, String password) {
    return new DatabaseSettings(url, user, password, 10, 12, Duration.ofSeconds(5),
        CommitForm.SINGLE_STATEMENT);
  }

  /** The same database, written in another form. */
  public DatabaseSettings writtenBy(CommitForm other) {
    return new DatabaseSettings(url, user, password, poolSize, writers, patience, other);
  }

  /** Does not show the password. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + url + ", " + user + "]";
  }
}
