package dev.pawl.db.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens, on one connection of its own, for notices that something was written for this node. Connects again where
 * that breaks; until then, and after, the node's poll finds all. Started by its construction.
 */
public final class WakeListener implements AutoCloseable {
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** So often the connection is tried where nothing comes. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Connector connector;
  private final UUID me;
  private final Runnable woken;
  private final Thread thread;
  private volatile boolean closed;

  /** Opens a connection outside of the pools. */
  @FunctionalInterface
  public interface Connector {
    Connection connect() throws SQLException;
  }

  /**
   * @param me the node
   * @param woken told of each notice; must be quick
   */
  public WakeListener(Connector connector, UUID me, Runnable woken) {
    this.connector = connector;
    this.me = me;
    this.woken = woken;
    this.thread = Thread.ofPlatform().daemon().name("wake-listener").start(this::listen);
  }

  private void listen() {
    while (!closed) {
      try (Connection connection = connector.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("listen " + WakeSender.CHANNEL);
        // What came while nobody listened.
        woken.run();
        while (!closed) {
          PGNotification[] notices = connection.unwrap(PGConnection.class)
              .getNotifications((int) LOOK.toMillis());
          if (notices == null || notices.length == 0) {
            statement.execute("select 1");
          } else {
            take(notices);
          }
        }
      } catch (SQLException e) {
        // Nothing is lost, and what else goes to the database says that it is away.
        pause();
      }
    }
  }

  private void take(PGNotification[] notices) {
    for (PGNotification notice : notices) {
      if (notice.getParameter().contains(me.toString())) {
        woken.run();
        return;
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Stops listening; the thread goes with its connection, within ten seconds. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
