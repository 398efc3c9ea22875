package dev.pawl.bench.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** What the same server does through the same driver without an engine: the yardstick of the figures beside it. */
final class DatabaseLimits {
  private static final int CONNECTIONS = 8;
  private static final int BATCH = 500;

  /** About what an execution of five Pass states stores: input, output and packed events. */
  private static final int BYTES = 900;

  private final ScratchDatabase postgres;

  DatabaseLimits(ScratchDatabase postgres) throws SQLException {
    this.postgres = postgres;
    postgres.run("""
        create table if not exists floor_run (id uuid primary key, rev integer not null, state bytea not null)
          with (fillfactor = 50);
        create table if not exists floor_event (id uuid, event integer, data bytea, primary key (id, event));
        create table if not exists floor_row (id uuid primary key, data bytea);
        """);
  }

  /**
   * Executions per second where the start, each state and the end are commits of their own: the state's row is
   * updated, its event inserted.
   */
  List<Double> commitPerTransition(int states, int windows, Duration window)
      throws SQLException, InterruptedException {
    return rates(CONNECTIONS, windows, window, connection -> {
      UUID id = UUID.randomUUID();
      try (var start = connection.prepareStatement("""
          with r as (insert into floor_run values (?, 0, ?))
          insert into floor_event values (?, 0, ?)
          """)) {
        start.setObject(1, id);
        start.setBytes(2, new byte[BYTES / 3]);
        start.setObject(3, id);
        start.setBytes(4, new byte[BYTES / 6]);
        start.execute();
      }
      for (int state = 1; state <= states; state++) {
        try (var step = connection.prepareStatement("""
            with r as (update floor_run set rev = rev + 1, state = ? where id = ? and rev = ?)
            insert into floor_event values (?, ?, ?)
            """)) {
          step.setBytes(1, new byte[BYTES / 3]);
          step.setObject(2, id);
          step.setInt(3, state - 1);
          step.setObject(4, id);
          step.setInt(5, state);
          step.setBytes(6, new byte[BYTES / 6]);
          step.execute();
        }
      }
      return 1;
    });
  }

  /** Commits per second of one row each. */
  List<Double> singleRowCommits(int windows, Duration window)
      throws SQLException, InterruptedException {
    return rates(CONNECTIONS, windows, window, connection -> {
      try (var insert = connection.prepareStatement("insert into floor_row values (?, ?)")) {
        insert.setObject(1, UUID.randomUUID());
        insert.setBytes(2, new byte[BYTES]);
        insert.execute();
      }
      return 1;
    });
  }

  /** Rows per second in batches, each of them one statement and one commit. */
  List<Double> batchInserts(int windows, Duration window)
      throws SQLException, InterruptedException {
    return rates(2, windows, window, connection -> {
      try (PreparedStatement insert = connection
          .prepareStatement("insert into floor_row select * from unnest(?::uuid[], ?::bytea[])")) {
        UUID[] ids = new UUID[BATCH];
        Arrays.setAll(ids, _ -> UUID.randomUUID());
        byte[][] rows = new byte[BATCH][BYTES];
        insert.setArray(1, connection.createArrayOf("uuid", ids));
        insert.setArray(2, connection.createArrayOf("bytea", rows));
        insert.execute();
      }
      return BATCH;
    });
  }

  /** Work with a connection; returns how much of it was done. */
  private interface Work {
    int with(Connection connection) throws SQLException;
  }

  private List<Double> rates(int connections, int windows, Duration window, Work work)
      throws SQLException, InterruptedException {
    BlockingQueue<Connection> free = new ArrayBlockingQueue<>(connections);
    List<Connection> all = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        Connection connection = postgres.connect();
        all.add(connection);
        free.add(connection);
      }
      int[] each = new int[1];
      return Load.perSecond(connections, Duration.ofSeconds(2), windows, window, () -> {
        Connection connection = free.take();
        try {
          each[0] = work.with(connection);
        } finally {
          free.add(connection);
        }
      }).stream().map(rate -> rate * each[0]).toList();
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
  }
}
